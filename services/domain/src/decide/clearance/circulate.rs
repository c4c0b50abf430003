//! Circulating a report to those who sign it.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::CirculateReport;
use quarterday_proto::event::{Event, ReportCirculated};
use quarterday_proto::id::PersonId;
use quarterday_proto::report::ReportState;
use quarterday_proto::route::{Role, Route};

use super::super::{Case, Decided, counted};
use super::draft::invalid;
use super::lint_gate;
use super::not_published;
use super::remarks::{publish_by, remarks};
use super::route::counting;
use crate::calendar::in_words;
use crate::clearance::{due_requests, request_event};
use crate::rejection::{Code, reject};
use crate::state::Report;

pub(crate) fn circulate(case: &Case<'_>, command: &CirculateReport) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    not_published(report)?;
    case.fresh(report.changed_at, "the report")?;
    if report.state == ReportState::Circulated {
        return Err(reject(
            Code::NoEffect,
            format!(
                "report `{}` is circulated already: an edit asks again by itself, and what is \
                 withdrawn can be circulated again",
                command.report
            ),
        ));
    }
    complete(report)?;
    case.figures_closed(report)?;
    if let Some(due) = command.due.filter(|due| *due < case.today) {
        return Err(invalid(format!(
            "answers would be due on {}, and today is {}",
            in_words(due),
            in_words(case.today)
        )));
    }
    not_too_late(case, report, command)?;
    let (route, adopted) = counting(case, &report.details.route)?;
    let remarks = remarks(case, report.content(), &route);
    resolvable(case, report, &route)?;
    let covers = &report.details.covers;
    let despite = command.despite_lint.as_deref();
    let despite_lint = lint_gate::pass(case, report, report.content(), covers, despite)?;
    let event = ReportCirculated {
        report: report.id,
        circulation: report.circulations + 1,
        version: report.edition().version,
        hash: report.hash().to_owned(),
        route: route.version(),
        day: case.today,
        despite_lint,
    };
    let mut after = (**report).clone();
    after.state = ReportState::Circulated;
    after.requests.clear();
    after.route = Some(route.into());
    let requests = due_requests(case.state, &after, case.today, command.due)?;
    let asked = counted(requests.len(), "role is", "roles are");
    let mut events: Vec<Event> = adopted.into_iter().collect();
    events.push(Event::ReportCirculated(event));
    events.extend(request_event(&after, requests, case.today));
    Ok(Decided {
        events,
        notes: [vec![format!("{asked} asked to sign")], remarks].concat(),
    })
}

/// Refuses a last day for answers after the one that the meeting allows.
fn not_too_late(
    case: &Case<'_>,
    report: &Report,
    command: &CirculateReport,
) -> Result<(), Rejection> {
    let (Some(due), Some(meeting)) = (command.due, report.content().header.meeting) else {
        return Ok(());
    };
    let publish_by = publish_by(case, &report.content().header, meeting).ok();
    // Of a report that is late already, the meeting is what is left.
    let (last, what) = match publish_by.filter(|last| *last >= case.today) {
        Some(last) => (last, "it is to be published by"),
        None => (meeting, "its meeting is on"),
    };
    if due <= last {
        return Ok(());
    }
    Err(reject(
        Code::DueTooLate,
        format!(
            "answers would be due on {}, and {what} {}",
            in_words(due),
            in_words(last)
        ),
    ))
}

/// Refuses a report that lacks what every report has.
fn complete(report: &Report) -> Result<(), Rejection> {
    let content = report.content();
    if content.sections.is_empty() {
        return Err(invalid(
            "it has no section, so there is nothing to sign".to_owned(),
        ));
    }
    let blank = |text: &str| text.trim().is_empty();
    let empty = |section: &&quarterday_proto::report::Section| {
        blank(&section.heading) || blank(&section.text)
    };
    match content.sections.iter().find(empty) {
        None => Ok(()),
        Some(section) => Err(invalid(format!(
            "section `{}` has no heading or no text: write `None.` where there is nothing to say",
            section.key
        ))),
    }
}

/// Refuses a report that could never be signed for every required role.
fn resolvable(case: &Case<'_>, report: &Report, route: &Route) -> Result<(), Rejection> {
    let author = case.state.author_of(report, case.today);
    let mut alone: Vec<(&Role, PersonId)> = Vec::new();
    for (_, role) in route.roles().filter(|(_, role)| role.required) {
        let mut holders = case.state.holders(report, role, case.today);
        if holders.is_empty() {
            return Err(reject(
                Code::RoleWithoutHolder,
                format!(
                    "nobody may sign as {} today: appoint, name or register a holder of role `{}`",
                    role.label, role.key
                ),
            ));
        }
        if !role.independent {
            continue;
        }
        let is_author = |person: &PersonId| *person == author || report.had_author(*person);
        holders.people.retain(|person| !is_author(person));
        if holders.is_empty() {
            return Err(reject(
                Code::RoleWithoutHolder,
                format!(
                    "only the author holds the role {}, which checks the author: revise the \
                     report with another author, or by a route that has another holder of role \
                     `{}`",
                    role.label, role.key
                ),
            ));
        }
        if let ([person], []) = (&holders.people[..], &holders.bodies[..]) {
            if let Some((other, _)) = alone.iter().find(|(_, known)| known == person) {
                return Err(reject(
                    Code::TwoIndependentRoles,
                    format!(
                        "{} alone would have to sign as {} and as {}, which check each other: \
                         give one of the roles another holder",
                        case.state.post_of(*person),
                        other.label,
                        role.label
                    ),
                ));
            }
            alone.push((role, *person));
        }
    }
    Ok(())
}
