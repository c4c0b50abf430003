//! Schedules as data: when who is asked for what.
//!
//! A council gets the built-in schedules until it adopts one of the same name.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{IdError, text_serde};
use crate::item::word_enum;

word_enum!(
    /// What a schedule's days are counted from.
    Anchor, "anchor" {
        /// The last day of a quarter that is open for answers.
        QuarterEnd = "quarter-end",
        /// The last day for a quarter's answers.
        AnswersDue = "answers-due",
        /// The target date of an item.
        ItemDue = "item-due",
        /// The day that a sign-off is asked for by.
        SignOffDue = "sign-off-due",
        /// The day of the meeting that a report goes to.
        Meeting = "meeting",
    }
);

word_enum!(
    /// What a schedule asks for.
    Asks, "asks" {
        /// Items of open quarters that have no answer yet.
        Answers = "answers",
        /// The same, once the last day for answers is over.
        OverdueAnswers = "overdue-answers",
        /// Items to be completed by their target date.
        ItemsDue = "items-due",
        /// Sign-offs that were asked for.
        SignOffs = "sign-offs",
        /// The same, once the day that they were asked for by is over.
        OverdueSignOffs = "overdue-sign-offs",
        /// Reports that were returned to their author.
        Returns = "returns",
        /// Reports that were published: told of, with nothing to do.
        Publications = "publications",
    }
);

word_enum!(
    /// Whom a schedule writes to.
    Audience, "audience" {
        /// The owner of each item.
        Owner = "owner",
        /// Whoever is asked to sign.
        Signatory = "signatory",
        /// The author of each report.
        Author = "author",
        /// The line manager of whoever is asked.
        LineManager = "line-manager",
        /// The council's performance team.
        PerformanceTeam = "performance-team",
        /// The sponsor of each report.
        Sponsor = "sponsor",
        /// Whoever wrote, sponsors or signed each report.
        Involved = "involved",
    }
);

/// One version of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// Its name, once in a council: `[a-z0-9-]{1,40}`.
    pub schedule: String,
    /// What it is for, in words.
    pub title: String,
    /// When it runs.
    pub trigger: Trigger,
    /// What it asks for.
    pub asks: Asks,
    /// Whom it writes to.
    pub audience: Audience,
    /// Whether it runs at all.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whether nobody is asked by it a second time for the same thing.
    #[serde(default)]
    pub once: bool,
    /// How many days after its time a missed run is still made up for.
    #[serde(default = "catch_up_days")]
    pub catch_up_days: u8,
    /// Name of the mail's template.
    #[serde(default = "template")]
    pub template: String,
}

fn yes() -> bool {
    true
}

/// A long weekend and the day after it.
fn catch_up_days() -> u8 {
    5
}

fn template() -> String {
    "digest".to_owned()
}

/// When a schedule runs, in the council's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Trigger {
    /// At the times of a cron expression, and for whatever is asked for then.
    Cron {
        /// Seconds, minutes, hours, day of month, month, day of week and, if
        /// need be, year.
        expression: String,
        /// Whether days that are no working days are left out.
        #[serde(default)]
        working_days: bool,
    },
    /// Some days before or after another day, and for what that day is of.
    Relative {
        /// Counted from.
        to: Anchor,
        /// How many days; before it where negative.
        days: i16,
        /// Whether only working days are counted.
        #[serde(default)]
        working: bool,
        /// At this time.
        at: TimeOfDay,
    },
    /// As soon as there is something to ask for, in a mail of its own and
    /// once.
    AtOnce,
}

/// How a council's people are reminded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderSettings {
    /// Nothing is sent from this time; absent: 19:00.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_from: Option<TimeOfDay>,
    /// To this time; absent: 07:00. The same as `quiet_from`: there are no
    /// quiet hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_to: Option<TimeOfDay>,
    /// The most mails to one person on one day; absent: 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_cap: Option<u8>,
    /// Address of the person, or shared mailbox, who is told what nobody else
    /// does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performance_team: Option<String>,
}

/// A time of day to the minute, such as `09:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    hour: i8,
    minute: i8,
}

impl TimeOfDay {
    /// The time of day at an hour and minute, where there is one.
    pub const fn new(hour: i8, minute: i8) -> Option<Self> {
        let exists = hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
        if exists {
            Some(Self { hour, minute })
        } else {
            None
        }
    }

    /// As a time of the calendar.
    pub fn time(self) -> Time {
        jiff::civil::time(self.hour, self.minute, 0, 0)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl FromStr for TimeOfDay {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let two = |digits: &str| {
            let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<i8>().ok())?
        };
        text.split_once(':')
            .and_then(|(hour, minute)| Self::new(two(hour)?, two(minute)?))
            .ok_or_else(|| IdError {
                kind: "time of day",
                expected: "hours and minutes such as 09:00",
                text: text.chars().take(40).collect(),
            })
    }
}

text_serde!(TimeOfDay, "time of day", "^([01][0-9]|2[0-3]):[0-5][0-9]$");

#[cfg(test)]
mod tests {
    use super::TimeOfDay;

    #[test]
    fn a_time_of_day_has_hours_and_minutes() {
        for text in ["00:00", "09:05", "23:59"] {
            assert_eq!(text.parse::<TimeOfDay>().unwrap().to_string(), text);
        }
        for text in ["", "9:00", "24:00", "12:60", "12:00:00", "+1:00", "12.00"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
    }
}
