//! Processor time of this process, by thread. On a noisy machine it says more
//! than the time on the wall: what others do does not count.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

/// Processor time used so far, by the threads' names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cpu {
    nanoseconds: BTreeMap<String, u64>,
}

impl Cpu {
    /// What the threads that run now have used.
    pub(crate) fn now() -> Self {
        let mut cpu = Self::default();
        let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
            return cpu;
        };
        for task in tasks.flatten() {
            let read = |name| std::fs::read_to_string(task.path().join(name)).unwrap_or_default();
            let (name, used) = (read("comm"), read("schedstat"));
            let used = used.split_whitespace().next();
            let used: u64 = used.and_then(|used| used.parse().ok()).unwrap_or(0);
            *cpu.nanoseconds.entry(name.trim().to_owned()).or_default() += used;
        }
        cpu
    }

    /// What the process has used in all, threads that ended included, in
    /// hundredths of a second.
    pub(crate) fn of_process() -> Duration {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        // After the name, which may hold blanks: the 12th and 13th field.
        let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks: u64 = ticks.filter_map(|field| field.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// What was used since an earlier look.
    pub(crate) fn since(&self, earlier: &Self) -> Self {
        let before = |name| earlier.nanoseconds.get(name).copied().unwrap_or(0);
        let used = self
            .nanoseconds
            .iter()
            .map(|(name, used)| (name.clone(), used.saturating_sub(before(name))));
        Self {
            nanoseconds: used.collect(),
        }
    }

    /// All threads together.
    pub(crate) fn total(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.values().sum())
    }

    /// Microseconds a commit, by thread.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn by_thread(&self, commits: f64) -> String {
        let mut text = String::new();
        for (name, used) in &self.nanoseconds {
            let each = *used as f64 / 1000.0 / commits;
            if each >= 0.01 {
                let _ = write!(text, "{name} {each:.2}, ");
            }
        }
        text.trim_end_matches(", ").to_owned()
    }

    /// Waits until the process does next to nothing, for so long at most.
    pub(crate) fn settle(at_most: Duration) {
        const LOOK_EVERY: Duration = Duration::from_millis(100);
        let mut before = Self::now();
        for _ in 0..at_most.as_millis() / LOOK_EVERY.as_millis() {
            std::thread::sleep(LOOK_EVERY);
            let now = Self::now();
            if now.since(&before).total() < LOOK_EVERY / 50 {
                return;
            }
            before = now;
        }
    }
}
