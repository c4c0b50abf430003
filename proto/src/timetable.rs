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

impl TimetableSettings {
    /// These settings, and where they say nothing what others have.
    #[must_use]
    pub fn over(&self, others: Option<&Self>) -> Self {
        let none = Self::default();
        let all = others.unwrap_or(&none);
        Self {
            publication_clear_working_days: self
                .publication_clear_working_days
                .or(all.publication_clear_working_days),
            key_decision_clear_days: self.key_decision_clear_days.or(all.key_decision_clear_days),
            draft_working_days: self.draft_working_days.or(all.draft_working_days),
            clearance_opens_working_days: self
                .clearance_opens_working_days
                .or(all.clearance_opens_working_days),
            clearance_working_days: self.clearance_working_days.or(all.clearance_working_days),
            final_working_days: self.final_working_days.or(all.final_working_days),
            decision_notice_working_days: self
                .decision_notice_working_days
                .or(all.decision_notice_working_days),
            call_in_working_days: self.call_in_working_days.or(all.call_in_working_days),
        }
    }
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
    /// decision is neither, or the day cannot be known.
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
    /// Last day for the notice of the decision; absent where it cannot be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_notice_by: Option<TimetableDay>,
    /// Last day of call-in; absent where it cannot be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_in_ends: Option<TimetableDay>,
    /// The steps whose day cannot be known, each with why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undated: Vec<UndatedStep>,
    /// How the council counts.
    pub policy: TimetablePolicy,
    /// The committee whose meeting it is, where one was asked for: its own
    /// timetable counts, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committee: Option<String>,
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

/// A step that cannot be dated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UndatedStep {
    /// Its name for programs.
    pub step: String,
    /// Its name for people.
    pub label: String,
    /// Why, in words.
    pub reason: String,
}

/// A day with its name for programs and its name for people.
pub type NamedDay<'a> = (&'static str, &'static str, &'a TimetableDay);

fn named<'a>(
    (name, label): (&'static str, &'static str),
    day: &'a Option<TimetableDay>,
) -> Option<NamedDay<'a>> {
    day.as_ref().map(|day| (name, label, day))
}

impl Timetable {
    /// Names of the notice of a key or private decision.
    pub const KEY_DECISION_NOTICE_BY: (&'static str, &'static str) =
        ("key_decision_notice_by", "Notice of key decision by");
    /// Names of the notice of the decision.
    pub const DECISION_NOTICE_BY: (&'static str, &'static str) =
        ("decision_notice_by", "Notice of decision by");
    /// Names of the end of call-in.
    pub const CALL_IN_ENDS: (&'static str, &'static str) = ("call_in_ends", "Call-in ends");

    /// Each day with its name for programs and its name for people, in the
    /// order in which they come in a timetable of the usual length.
    pub fn days(&self) -> Vec<NamedDay<'_>> {
        let notice = named(Self::KEY_DECISION_NOTICE_BY, &self.key_decision_notice_by);
        let decision = named(Self::DECISION_NOTICE_BY, &self.decision_notice_by);
        let call_in = named(Self::CALL_IN_ENDS, &self.call_in_ends);
        let rest = [
            ("draft_due", "Draft due", &self.draft_due),
            ("clearance_opens", "Sign-off opens", &self.clearance_opens),
            ("clearance_due", "Sign-off due", &self.clearance_due),
            ("final_due", "Final report due", &self.final_due),
            ("publish_by", "Publish by", &self.publish_by),
            ("meeting", "Meeting", &self.meeting),
        ];
        let after = decision.into_iter().chain(call_in);
        notice.into_iter().chain(rest).chain(after).collect()
    }
}
