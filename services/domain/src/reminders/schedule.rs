//! Schedules: which a council has, and what makes one sound.

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::schedule::{Anchor, Asks, Audience, Schedule, Trigger};

use super::{builtin, cron, template};
use crate::calendar::WorkingDays;
use crate::rejection::{Code, reject};
use crate::state::State;

/// The most letters of a name.
const NAME_MAX: usize = 40;
/// The most days that a missed run can be made up for.
const CATCH_UP_DAYS_MAX: u8 = 31;
/// The most days before or after another day.
const DAYS_MAX: i16 = 366;

/// A schedule that a council has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Current<'a> {
    /// The schedule.
    pub schedule: &'a Schedule,
    /// It has no times before this.
    pub since: Timestamp,
    /// Place of its adoption; none if it is built in.
    pub adopted_at: Option<u64>,
}

impl State {
    /// The schedules that the council has, by name: those it adopted, and the
    /// built-in ones that it adopted none in the place of.
    pub fn schedules(&self) -> Vec<Current<'_>> {
        let adopted = self.reminders.schedules.values().map(|adopted| Current {
            schedule: &adopted.schedule,
            since: adopted.at,
            adopted_at: Some(adopted.place),
        });
        let mut schedules: Vec<Current<'_>> = adopted.collect();
        if let Some(council) = &self.council {
            let own = &self.reminders.schedules;
            let others = builtin()
                .iter()
                .filter(|schedule| !own.contains_key(&schedule.schedule));
            schedules.extend(others.map(|schedule| Current {
                schedule,
                since: council.established,
                adopted_at: None,
            }));
        }
        schedules.sort_by(|one, other| one.schedule.schedule.cmp(&other.schedule.schedule));
        schedules
    }

    /// A schedule by name.
    ///
    /// # Errors
    /// `QD0081`.
    pub fn schedule(&self, name: &str) -> Result<Current<'_>, Rejection> {
        let schedules = self.schedules();
        let found = schedules
            .iter()
            .find(|current| current.schedule.schedule == name);
        found.copied().ok_or_else(|| {
            let known: Vec<&str> = schedules
                .iter()
                .map(|current| current.schedule.schedule.as_str())
                .collect();
            reject(
                Code::UnknownSchedule,
                format!(
                    "there is no schedule `{name}`; there are: {}",
                    known.join(", ")
                ),
            )
        })
    }
}

/// Refuses a schedule that could never do what it says, from a day on, in a
/// council with these working days.
pub(crate) fn check(
    schedule: &Schedule,
    working: &WorkingDays,
    today: Date,
) -> Result<(), Rejection> {
    let refuse = |why: String| {
        Err(reject(
            Code::ScheduleInvalid,
            format!("schedule `{}`: {why}", schedule.schedule),
        ))
    };
    let plain = |text: &str| {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=NAME_MAX).contains(&text.len()) && text.bytes().all(letter)
    };
    if !plain(&schedule.schedule) {
        return refuse(format!("its name is not 1 to {NAME_MAX} of a-z, 0-9 and -"));
    }
    if schedule.title.trim().is_empty() {
        return refuse("it has no title".to_owned());
    }
    if schedule.catch_up_days > CATCH_UP_DAYS_MAX {
        return refuse(format!(
            "a run is made up for after at most {CATCH_UP_DAYS_MAX} days, not {}",
            schedule.catch_up_days
        ));
    }
    let is_of_sign_offs = matches!(schedule.asks, Asks::SignOffs | Asks::OverdueSignOffs);
    let is_of_returns = schedule.asks == Asks::Returns;
    let is_told = schedule.asks == Asks::Publications;
    let fits = match schedule.audience {
        Audience::Owner => !is_of_sign_offs && !is_of_returns && !is_told,
        Audience::Signatory => is_of_sign_offs,
        Audience::Author => is_of_returns,
        Audience::Sponsor => is_of_sign_offs || is_of_returns,
        Audience::LineManager | Audience::PerformanceTeam => !is_told,
        Audience::Involved => is_told,
    };
    if !fits {
        return refuse(format!(
            "`{}` are not asked of the {}",
            schedule.asks, schedule.audience
        ));
    }
    template::check(schedule).or_else(refuse)?;
    match &schedule.trigger {
        _ if is_told && schedule.trigger != Trigger::AtOnce => {
            refuse("what is published is told at once".to_owned())
        }
        Trigger::Cron {
            expression,
            working_days,
        } => cron::check(expression, working_days.then_some(working), today).or_else(refuse),
        Trigger::Relative { to, days, .. } => {
            if days.unsigned_abs() > DAYS_MAX.unsigned_abs() {
                return refuse(format!("{days} days are more than {DAYS_MAX}"));
            }
            let fits = match schedule.asks {
                Asks::Answers | Asks::OverdueAnswers => {
                    matches!(to, Anchor::QuarterEnd | Anchor::AnswersDue)
                }
                Asks::ItemsDue => *to == Anchor::ItemDue,
                Asks::SignOffs | Asks::OverdueSignOffs => {
                    matches!(to, Anchor::SignOffDue | Anchor::Meeting)
                }
                Asks::Returns => *to == Anchor::Meeting,
                Asks::Publications => false,
            };
            if fits {
                return Ok(());
            }
            refuse(format!("`{}` have no `{to}` to count from", schedule.asks))
        }
        Trigger::AtOnce if is_of_sign_offs || is_of_returns || is_told => Ok(()),
        Trigger::AtOnce => refuse(format!(
            "`{}` are asked for by day or by the clock, not at once",
            schedule.asks
        )),
    }
}

/// When a relative schedule comes, in words: `2 working days before the last day
/// for answers`.
pub fn in_words(to: Anchor, days: i16, working: bool) -> String {
    let of = match to {
        Anchor::QuarterEnd => "the end of a quarter",
        Anchor::AnswersDue => "the last day for answers",
        Anchor::ItemDue => "an item's target date",
        Anchor::SignOffDue => "the day that a sign-off is asked for by",
        Anchor::Meeting => "a report's meeting",
    };
    let which = if working { "working day" } else { "day" };
    let plural = if days.unsigned_abs() == 1 { "" } else { "s" };
    match days {
        0 => of.to_owned(),
        ..0 => format!("{} {which}{plural} before {of}", days.unsigned_abs()),
        1.. => format!("{days} {which}{plural} after {of}"),
    }
}
