//! Where a report stands, in words and as a tag.

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::{Report, State};
use quarterday_proto::report::ReportState;

use crate::web::words;

/// The state as a tag; its words say it, not its colour.
pub(super) fn tag(state: ReportState) -> Markup {
    let (colour, text) = match state {
        ReportState::Draft => ("grey", "Draft"),
        ReportState::Circulated => ("blue", "Circulated"),
        ReportState::Returned => ("orange", "Returned"),
        ReportState::Published => ("green", "Published"),
    };
    html! { strong class={ "govuk-tag govuk-tag--" (colour) } { (text) } }
}

/// What it waits for, in one sentence.
pub(super) fn sentence(state: &State, report: &Report, today: Date) -> String {
    match report.state {
        ReportState::Draft => format!(
            "{} writes it; nobody is asked to sign yet.",
            state.post_of(state.author_of(report, today))
        ),
        ReportState::Returned => match report.returns.last() {
            Some(last) => format!(
                "{} returned it on {}; {} revises it.",
                state.signed_name(&last.by),
                words::day(last.day),
                state.post_of(state.author_of(report, today))
            ),
            None => "It was returned to its author.".to_owned(),
        },
        ReportState::Circulated => waiting(state, report, today),
        ReportState::Published => {
            let on = report.published.as_ref().map(|published| published.on);
            on.map_or("Published.".to_owned(), |on| {
                format!("Published on {}.", words::day(on))
            })
        }
    }
}

fn waiting(state: &State, report: &Report, today: Date) -> String {
    let open = state.open_requests_of(report, today);
    let required: Vec<&str> = open
        .iter()
        .filter(|one| one.role.required)
        .map(|one| one.role.label.as_str())
        .collect();
    if required.is_empty() {
        return "Every required role has signed: it can be published.".to_owned();
    }
    let over = open
        .iter()
        .any(|one| one.due.is_some_and(|due| due < today));
    let late = if over {
        "; at least one is overdue"
    } else {
        ""
    };
    format!("Waits for the sign-off of {}{late}.", required.join(", "))
}
