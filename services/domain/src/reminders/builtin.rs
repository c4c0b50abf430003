//! The schedules that come with the product, as data.

use std::sync::LazyLock;

use quarterday_proto::answer::Rejection;
use quarterday_proto::schedule::Schedule;
use serde::Deserialize;

use crate::rejection::{Code, reject};

static BUILTIN: LazyLock<Vec<Schedule>> = LazyLock::new(|| {
    parse(include_str!("../../schedules/default.toml"))
        .expect("a test reads every built-in schedule")
});

/// A file of schedules.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schedule: Vec<Schedule>,
}

/// The schedules that a council has until it adopts one of the same name.
pub fn builtin() -> &'static [Schedule] {
    &BUILTIN
}

/// Reads a file of schedules: a table `[[schedule]]` for each.
///
/// # Errors
/// `QD0082` with the place in the file.
pub fn parse(text: &str) -> Result<Vec<Schedule>, Rejection> {
    toml::from_str::<File>(text)
        .map(|file| file.schedule)
        .map_err(|error| {
            reject(
                Code::ScheduleInvalid,
                format!("the schedules cannot be read: {error}"),
            )
        })
}

#[cfg(test)]
mod tests {
    use quarterday_proto::council::Nation;

    use super::*;
    use crate::calendar::WorkingDays;
    use crate::reminders::check;

    #[test]
    fn every_built_in_schedule_is_sound_and_named_once() {
        let schedules = builtin();
        let working = WorkingDays::of(Nation::England, None);
        assert!(schedules.len() > 5);
        for (index, schedule) in schedules.iter().enumerate() {
            check(schedule, &working, jiff::civil::date(2026, 1, 1))
                .unwrap_or_else(|rejection| panic!("{rejection}"));
            let same = |other: &Schedule| other.schedule == schedule.schedule;
            assert!(
                !schedules[..index].iter().any(same),
                "{}",
                schedule.schedule
            );
        }
    }
}
