//! What a command on a report would do, in sentences, from the events that it
//! would make.

use quarterday_domain::{Decided, Report, State};
use quarterday_proto::event::{Event, ReportRevised, SignOffRequested};
use quarterday_proto::report::Signatory;

use crate::web::refusal::sentence;
use crate::web::{events, report as text, words};

/// A sentence an event, and what the rules remark on.
pub(super) fn of(state: &State, report: &Report, decided: &Decided) -> Vec<String> {
    // A report takes its route as it is circulated, so what would be asked along it
    // is told by the route that it would have then.
    let mut report = report.clone();
    for event in &decided.events {
        match event {
            Event::RouteAdopted(event) => report.route = Some(event.route.clone().into()),
            Event::ReportCirculated(event) => {
                let version = state.route_on(&report.details.route, event.day);
                report.route = version.map(|one| one.route.clone()).or(report.route);
            }
            _ => {}
        }
    }
    let report = &report;
    let mut lines: Vec<String> = Vec::new();
    for event in &decided.events {
        lines.extend(of_event(state, report, event));
    }
    // What events say already is not said again in the rules' own words.
    let said = ["version ", "sign-off is asked again", "a minor correction"];
    let remarks = decided.notes.iter();
    let remarks = remarks.filter(|note| !said.iter().any(|begins| note.starts_with(begins)));
    lines.extend(remarks.map(|note| sentence(note)));
    lines
}

fn of_event(state: &State, report: &Report, event: &Event) -> Vec<String> {
    match event {
        Event::ReportRevised(event) => revised(state, report, event),
        Event::SignOffRequested(event) => requested(state, report, event),
        Event::ReportCirculated(event) => vec![format!(
            "Version {} is circulated to those who sign it",
            event.version
        )],
        Event::ReportSignedOff(event) => vec![format!(
            "{} signs version {} off as {}",
            state.signed_name(&event.by),
            event.version,
            label(report, &event.role)
        )],
        Event::ReportReturned(event) => vec![
            format!(
                "The report goes back to its author, returned by {}",
                state.signed_name(&event.by)
            ),
            "Nobody is asked to sign any more until it is circulated again".to_owned(),
        ],
        Event::StepReassigned(event) => vec![format!(
            "{} is asked to sign as {}{}",
            state.post_of(event.to),
            label(report, &event.role),
            match event.from {
                Some(from) => format!(" in the place of {}", state.post_of(from)),
                None => String::new(),
            }
        )],
        Event::ReportWithdrawn(_) => vec![
            "The report is a draft again".to_owned(),
            "Nobody is asked to sign any more until it is circulated again".to_owned(),
            standing(state, report),
        ],
        Event::UrgencyRecorded(event) => vec![format!(
            "The reason of urgency of {} is on record, so the report may be published late",
            event.chair
        )],
        Event::ReportPublished(event) => vec![format!(
            "Version {} is published as of {}, with its sign-off table and figures as they are",
            event.version,
            words::day(event.on)
        )],
        Event::QuarterPublished(event) => {
            let plan = state.plan_by_id(event.plan);
            let title = plan.map_or("a plan", |plan| plan.details.title.as_str());
            vec![format!(
                "{} of {title} is published with it: from then on its figures are corrected by \
                 restatement only",
                crate::web::plan::capital(&words::quarter(event.quarter))
            )]
        }
        Event::OutcomeRecorded(event) => vec![format!(
            "Decision {} of {} is recorded with the report",
            event.decision.reference, event.decision.body
        )],
        Event::RouteAdopted(event) => vec![format!(
            "The route \u{201c}{}\u{201d} that comes with the product is adopted",
            event.route.title
        )],
        other => vec![crate::web::plan::capital(&events::in_words(other.name()))],
    }
}

fn revised(state: &State, report: &Report, event: &ReportRevised) -> Vec<String> {
    let changed: Vec<&str> = event.changed.iter().map(String::as_str).collect();
    let mut content = report.content().clone();
    content
        .sections
        .extend(event.change.sections.iter().cloned());
    let names = text::names(&content, &changed);
    let what = match names.is_empty() {
        true => String::new(),
        false => format!(", with {} changed", names.join(", ")),
    };
    let mut lines = vec![format!("Version {} is saved{what}", event.version)];
    for role in &event.voids {
        for signature in report.standing(role) {
            lines.push(format!(
                "The sign-off of {} by {} of {} is voided, and asked for again",
                label(report, role),
                state.signed_name(&signature.by),
                words::day(signature.day)
            ));
        }
    }
    if event.voids.is_empty() {
        lines.push("No sign-off is voided".to_owned());
    }
    if event.minor.is_some() {
        lines.push("Those who signed are shown the correction".to_owned());
    }
    lines
}

fn requested(state: &State, report: &Report, event: &SignOffRequested) -> Vec<String> {
    let one = |asked: &quarterday_proto::report::SignOffRequest| {
        let people = asked.people.iter().map(|person| state.post_of(*person));
        let all: Vec<String> = people.chain(asked.body.iter().cloned()).collect();
        let by = asked.due.map(|due| format!(" by {}", words::day(due)));
        format!(
            "{} is asked to sign as {}{}",
            all.join(" or "),
            label(report, &asked.role),
            by.unwrap_or_default()
        )
    };
    event.requests.iter().map(one).collect()
}

/// The sign-offs that stand, which withdrawing leaves.
fn standing(state: &State, report: &Report) -> String {
    let standing = report.signatures.iter();
    let standing = standing.filter(|one| one.voided_at.is_none());
    let all: Vec<String> = standing
        .map(|one| {
            let who = match &one.by {
                by @ Signatory::Person { .. } => state.signed_name(by),
                Signatory::Body { decision, .. } => decision.body.clone(),
            };
            format!("{} by {who}", label(report, &one.role))
        })
        .collect();
    match all.is_empty() {
        true => "Nobody has signed it".to_owned(),
        false => format!(
            "These sign-offs stand until an edit concerns them: {}",
            all.join(", ")
        ),
    }
}

/// The label of a role, where the report has a route already.
fn label(report: &Report, role: &str) -> String {
    let known = report.route.as_ref().and_then(|route| route.role(role));
    known.map_or_else(|| role.replace('_', " "), |(_, role)| role.label.clone())
}
