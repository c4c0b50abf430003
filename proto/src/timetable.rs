//! The days that follow from the date of a meeting.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a council counts from a meeting. What is absent is as usual in its
/// nation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimetableSettings {
    /// Clear working days between publication and the meeting; absent: 5 in
    /// England, 3 in Wales and Scotland.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication_clear_working_days: Option<u16>,
    /// Clear calendar days between the notice of a key or private decision and
    /// the meeting; absent: 28.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_decision_clear_days: Option<u16>,
    /// The draft is due so many working days before publication; absent: 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft_working_days: Option<u16>,
    /// Sign-off opens so many working days before publication; absent: 8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clearance_opens_working_days: Option<u16>,
    /// Sign-off is due so many working days before publication; absent: 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clearance_working_days: Option<u16>,
    /// The final report is due so many working days before publication;
    /// absent: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_working_days: Option<u16>,
    /// The notice of the decision is due so many working days after the
    /// meeting; absent: 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_notice_working_days: Option<u16>,
    /// Call-in ends so many working days after the notice of the decision;
    /// absent: 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_in_working_days: Option<u16>,
}

/// How a council counts, with nothing left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimetablePolicy {
    /// Clear working days between publication and the meeting.
    pub publication_clear_working_days: u16,
    /// Clear calendar days between the notice of a key or private decision and
    /// the meeting.
    pub key_decision_clear_days: u16,
    /// Working days from the draft to publication.
    pub draft_working_days: u16,
    /// Working days from the opening of sign-off to publication.
    pub clearance_opens_working_days: u16,
    /// Working days from the end of sign-off to publication.
    pub clearance_working_days: u16,
    /// Working days from the final report to publication.
    pub final_working_days: u16,
    /// Working days from the meeting to the notice of the decision.
    pub decision_notice_working_days: u16,
    /// Working days from the notice of the decision to the end of call-in.
    pub call_in_working_days: u16,
}

/// The days that follow from a meeting, in the order in which they come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Timetable {
    /// Last day for the notice of a key or private decision; absent where the
    /// decision is neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_decision_notice_by: Option<TimetableDay>,
    /// The draft is due.
    pub draft_due: TimetableDay,
    /// Sign-off opens.
    pub clearance_opens: TimetableDay,
    /// Sign-off is due.
    pub clearance_due: TimetableDay,
    /// The final report is due.
    pub final_due: TimetableDay,
    /// Last day to publish agenda and reports.
    pub publish_by: TimetableDay,
    /// The meeting.
    pub meeting: TimetableDay,
    /// Last day for the notice of the decision.
    pub decision_notice_by: TimetableDay,
    /// Last day of call-in.
    pub call_in_ends: TimetableDay,
    /// How the council counts.
    pub policy: TimetablePolicy,
}

/// A day, and how it was worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimetableDay {
    /// The day.
    pub day: Date,
    /// Day of the week, in words.
    pub weekday: String,
    /// How it was worked out, in words.
    pub how: String,
    /// The last working day before, where the day itself is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_day_before: Option<Date>,
}

impl Timetable {
    /// Each day with its name for programs and its name for people, in the
    /// order in which they come in a timetable of the usual length.
    pub fn days(&self) -> Vec<(&'static str, &'static str, &TimetableDay)> {
        let notice = self.key_decision_notice_by.as_ref();
        let notice = notice.map(|day| ("key_decision_notice_by", "Notice of key decision by", day));
        let rest = [
            ("draft_due", "Draft due", &self.draft_due),
            ("clearance_opens", "Sign-off opens", &self.clearance_opens),
            ("clearance_due", "Sign-off due", &self.clearance_due),
            ("final_due", "Final report due", &self.final_due),
            ("publish_by", "Publish by", &self.publish_by),
            ("meeting", "Meeting", &self.meeting),
            (
                "decision_notice_by",
                "Notice of decision by",
                &self.decision_notice_by,
            ),
            ("call_in_ends", "Call-in ends", &self.call_in_ends),
        ];
        notice.into_iter().chain(rest).collect()
    }
}
