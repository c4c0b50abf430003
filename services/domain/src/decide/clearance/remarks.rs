//! What the author of a report should know before others are asked to sign it.

use jiff::civil::Date;
use quarterday_proto::report::{ReportContent, ReportHeader};
use quarterday_proto::route::{FIGURES, HEADER, Route};

use super::super::Case;
use crate::calendar::in_words;
use crate::timetable;

/// The remarks on a report that would be signed along a route.
pub(super) fn remarks(case: &Case<'_>, content: &ReportContent, route: &Route) -> Vec<String> {
    let mut remarks = of_sections(content, route);
    remarks.extend(of_meeting(case, content));
    remarks
}

/// Sections that no required role names, and names that no section has: a name
/// in a route that is misspelt shows as both.
fn of_sections(content: &ReportContent, route: &Route) -> Vec<String> {
    let mut remarks = Vec::new();
    let keys: Vec<&str> = content
        .sections
        .iter()
        .map(|section| section.key.as_str())
        .collect();
    let unnamed: Vec<&str> = keys
        .iter()
        .copied()
        .chain([HEADER, FIGURES])
        .filter(|key| route.falls_to_all(key))
        .collect();
    if !unnamed.is_empty() {
        remarks.push(format!(
            "no required role of route `{}` names {}: an edit of that concerns every role",
            route.route,
            unnamed.join(", ")
        ));
    }
    for (_, role) in route.roles() {
        let named = role.concerns.iter().flatten();
        let absent: Vec<&str> = named
            .map(String::as_str)
            .filter(|key| ![HEADER, FIGURES].contains(key) && !keys.contains(key))
            .collect();
        if !absent.is_empty() {
            remarks.push(format!(
                "role `{}` names {}, and the report has no such section",
                role.key,
                absent.join(", ")
            ));
        }
    }
    remarks
}

/// What the day of the meeting means for publication and notice.
fn of_meeting(case: &Case<'_>, content: &ReportContent) -> Vec<String> {
    let header = &content.header;
    let Some(meeting) = header.meeting else {
        let committee = header.committee.as_deref().map(str::trim);
        return committee
            .filter(|committee| !committee.is_empty())
            .map(|committee| {
                format!(
                    "it is for {committee} and does not say when that meets, so it cannot be \
                     published yet"
                )
            })
            .into_iter()
            .collect();
    };
    let mut remarks = Vec::new();
    match publish_by(case, header, meeting) {
        Err(rejection) => remarks.push(format!(
            "it cannot be published for a meeting on {} yet: {}",
            in_words(meeting),
            rejection.detail
        )),
        Ok(last) if last < case.today => remarks.push(format!(
            "it had to be published by {} for its meeting: it will need the chair's reason of \
             urgency",
            in_words(last)
        )),
        Ok(_) => {}
    }
    if header.key_decision || header.private {
        let notice = case.state.council().ok().and_then(|council| {
            let policy = council.timetable_policy(header.committee.as_deref());
            timetable::notice_by(policy, meeting)
        });
        if let Some(last) = notice.filter(|last| *last < case.today) {
            let what = match (header.key_decision, header.private) {
                (true, true) => "a key decision to be taken in private",
                (true, false) => "a key decision",
                (false, _) => "a decision to be taken in private",
            };
            remarks.push(format!(
                "notice of {what} had to be given by {}: check that it was",
                in_words(last)
            ));
        }
    }
    remarks
}

/// Last day that publication is in time for a meeting.
///
/// # Errors
/// `QD0046`.
pub(super) fn publish_by(
    case: &Case<'_>,
    header: &ReportHeader,
    meeting: Date,
) -> Result<Date, quarterday_proto::answer::Rejection> {
    let council = case.state.council()?;
    let policy = council.timetable_policy(header.committee.as_deref());
    timetable::publish_by(&council.working_days(), policy, meeting)
}
