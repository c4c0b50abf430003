//! A meeting's days, each with how it was worked out.

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::timetable::{Timetable, TimetableDay, TimetablePolicy, UndatedStep};

use crate::calendar::{WorkingDays, in_words, leaving_clear_days, weekday};
use crate::rejection::{Code, reject};

/// Last day to publish agenda and reports of a meeting.
///
/// # Errors
/// [`Code::CalendarEnds`].
pub(crate) fn publish_by(
    days: &WorkingDays,
    policy: TimetablePolicy,
    meeting: Date,
) -> Result<Date, Rejection> {
    days.leaving_clear(meeting, policy.publication_clear_working_days)
        .map_err(|rejection| about("publication", rejection))
}

/// The days before a meeting that sign-off may run to, in their order: its own
/// last day, that of the final report, that of publication.
///
/// # Errors
/// [`Code::CalendarEnds`].
pub(crate) fn before_meeting(
    days: &WorkingDays,
    policy: TimetablePolicy,
    meeting: Date,
) -> Result<[Date; 3], Rejection> {
    let publish_by = publish_by(days, policy, meeting)?;
    Ok([
        days.before(publish_by, policy.clearance_working_days)?,
        days.before(publish_by, policy.final_working_days)?,
        publish_by,
    ])
}

/// Last day for the notice of a key or private decision, where the calendar has
/// one.
pub(crate) fn notice_by(policy: TimetablePolicy, meeting: Date) -> Option<Date> {
    leaving_clear_days(meeting, policy.key_decision_clear_days)
}

/// The days that follow from a meeting; a key or private decision is announced
/// first. Steps of notice and call-in that cannot be dated are named.
///
/// # Errors
/// [`Code::CalendarEnds`] where publication, or a step before it, cannot be
/// known, naming it.
pub fn timetable(
    days: &WorkingDays,
    policy: TimetablePolicy,
    meeting: Date,
    key_decision: bool,
) -> Result<Timetable, Rejection> {
    let steps = Steps { days };
    let clear = policy.publication_clear_working_days;
    let publish_by = publish_by(days, policy, meeting)?;
    let before = |what: &str, n: u16| {
        let day = days.before(publish_by, n);
        let day = day.map_err(|rejection| about(what, rejection))?;
        let how = match n {
            0 => "the day of publication".to_owned(),
            _ => format!(
                "{} before publication by {}{}",
                counted(n, "working day"),
                in_words(publish_by),
                steps.closed_between(day, publish_by)
            ),
        };
        steps.day(day, how)
    };
    let after = |what: &str, from: Date, of: &str, n: u16| {
        let day = days.after(from, n);
        let day = day.map_err(|rejection| about(what, rejection))?;
        let how = match n {
            0 if day == from => format!("the day of {of}"),
            0 => format!("the first working day from {of} on"),
            _ => format!(
                "{} after {of}, {}{}",
                counted(n, "working day"),
                in_words(from),
                steps.closed_between(from, day)
            ),
        };
        steps.day(day, how)
    };
    let mut undated = Vec::new();
    let mut dated = |step: &str, label: &str, day: Result<TimetableDay, Rejection>| {
        let note = |rejection: Rejection| {
            undated.push(UndatedStep {
                step: step.to_owned(),
                label: label.to_owned(),
                reason: rejection.detail,
            });
        };
        day.map_err(note).ok()
    };
    let notice = key_decision.then(|| steps.notice(meeting, policy.key_decision_clear_days));
    let key_decision_notice_by = notice.and_then(|notice| {
        let (step, label) = Timetable::KEY_DECISION_NOTICE_BY;
        dated(step, label, notice)
    });
    let (step, label) = Timetable::DECISION_NOTICE_BY;
    let what = "the notice of the decision";
    let notice_days = policy.decision_notice_working_days;
    let notice = after(what, meeting, "the meeting", notice_days);
    let decision_notice_by = dated(step, label, notice.clone());
    let (step, label) = Timetable::CALL_IN_ENDS;
    let call_in_ends = notice.and_then(|notice| {
        let what = "the end of call-in";
        after(
            what,
            notice.day,
            "the notice of the decision",
            policy.call_in_working_days,
        )
    });
    let call_in_ends = dated(step, label, call_in_ends);
    Ok(Timetable {
        key_decision_notice_by,
        draft_due: before("the draft", policy.draft_working_days)?,
        clearance_opens: before(
            "the opening of sign-off",
            policy.clearance_opens_working_days,
        )?,
        clearance_due: before("the end of sign-off", policy.clearance_working_days)?,
        final_due: before("the final report", policy.final_working_days)?,
        publish_by: steps.day(
            publish_by,
            format!(
                "leaves {} between publication and the meeting, neither of which counts{}",
                counted(clear, "clear working day"),
                steps.closed_between(publish_by, meeting)
            ),
        )?,
        meeting: steps.day(meeting, "as given".to_owned())?,
        call_in_ends,
        decision_notice_by,
        undated,
        policy,
        committee: None,
    })
}

struct Steps<'a> {
    days: &'a WorkingDays,
}

impl Steps<'_> {
    /// A day of the timetable. One that is no working day is what the law says
    /// all the same, so the last day in the office is told beside it.
    fn day(&self, day: Date, mut how: String) -> Result<TimetableDay, Rejection> {
        let mut working_day_before = None;
        if !self.days.is_working_day(day)? {
            let before = self.days.before(day, 1)?;
            let closed = self.days.closed(day).unwrap_or_default();
            how.push_str(&format!(
                "; no working day ({closed}): the last one before is {}",
                in_words(before)
            ));
            working_day_before = Some(before);
        }
        Ok(TimetableDay {
            day,
            weekday: weekday(day).to_owned(),
            how,
            working_day_before,
        })
    }

    fn notice(&self, meeting: Date, clear: u16) -> Result<TimetableDay, Rejection> {
        let what = "the notice of a key decision";
        let day = leaving_clear_days(meeting, clear).ok_or_else(|| {
            reject(
                Code::CalendarEnds,
                format!("{what} would be before the first day of the calendar"),
            )
        })?;
        let how = format!(
            "leaves {} between notice and meeting, neither of which counts; weekends and \
             holidays do",
            counted(clear, "clear day")
        );
        self.day(day, how)
            .map_err(|rejection| about(what, rejection))
    }

    /// The holidays that the counting went over, in words.
    fn closed_between(&self, from: Date, to: Date) -> String {
        let names: Vec<String> = from
            .series(jiff::Span::new().days(1))
            .skip(1)
            .take_while(|day| *day < to)
            .filter_map(|day| {
                let name = self.days.holiday(day)?;
                Some(format!("{name} on {}", day.strftime("%-d %B")))
            })
            .collect();
        match names.as_slice() {
            [] => String::new(),
            names => format!(", without {}", names.join(", ")),
        }
    }
}

/// `1 working day`, `5 working days`.
fn counted(count: u16, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Names the day of the timetable that could not be worked out.
fn about(what: &str, mut rejection: Rejection) -> Rejection {
    rejection.detail = format!("{what} cannot be dated: {}", rejection.detail);
    rejection
}
