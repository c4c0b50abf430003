//! What came of a tick.

/// What came of a tick, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Schedules that were due.
    pub schedules: u32,
    /// Digests that were due.
    pub due: u32,
    /// Digests claimed.
    pub claimed: u32,
    /// Digests handed over, or kept.
    pub sent: u32,
    /// Attempts that failed.
    pub failed: u32,
    /// Digests that may have gone to their addressee more than once.
    pub repeated: u32,
    /// Digests given up.
    pub dropped: u32,
    /// Digests held back by the daily cap.
    pub capped: u32,
    /// Things that nobody could be asked for.
    pub unreached: u32,
    /// What went wrong, but for mails.
    pub faults: Vec<String>,
}

impl Ticked {
    /// Adds another's counts.
    pub fn add(&mut self, other: Self) {
        self.schedules += other.schedules;
        self.due += other.due;
        self.claimed += other.claimed;
        self.sent += other.sent;
        self.failed += other.failed;
        self.repeated += other.repeated;
        self.dropped += other.dropped;
        self.capped += other.capped;
        self.unreached += other.unreached;
        self.faults.extend(other.faults);
    }

    /// Whether there was anything to do.
    pub fn is_idle(&self) -> bool {
        *self == Self::default()
    }
}
