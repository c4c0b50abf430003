//! A report: how far it is, who has signed, its days and its versions.

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::rights::Right;
use quarterday_domain::{Report, State, timetable};
use quarterday_proto::report::ReportState;

use super::case::Case;
use super::{acts, address, sign, state_words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::query::{Parameter, Shape};
use crate::web::layout::Page;
use crate::web::{report as text, words};

/// What was just done with it, which the page says first.
pub(super) const QUERY: &[Parameter] = &[Parameter {
    name: "done",
    shape: Shape::Text,
    about: "What was just done with the report",
}];

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let council = tenant.id.as_str();
    let covered = text::covered(call, call.segment("report"))?;
    let state = tenant.view.state();
    let report = state.report(call.segment("report"))?;
    let today = state.day_of(call.now());
    let title = report.content().title.clone();
    let here = address(council, report);
    let case = Case::of(call, &state)?;
    let main = html! {
        (done(call))
        span class="govuk-caption-l" { "Report " (report.details.reference) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" {
            (state_words::tag(report.state)) " " (state_words::sentence(&state, report, today))
        }
        (returned(&state, report))
        (to_do(&case, &here, call.who.may.has(Right::Act)))
        (acts::decided_elsewhere(&case))
        p class="govuk-body" {
            a class="govuk-link" href={ (here) "/versions/" (report.edition().version) } {
                "Read version " (report.edition().version)
            }
        }
        (text::signed(&state, report, today))
        (after(&state, report))
        (days(&state, report, today))
        (text::figures(&state, &covered, Some(council)))
        (versions(&state, report, &here))
        @if call.who.may.has(Right::Audit) {
            p class="govuk-body" {
                a class="govuk-link" href={
                    "/c/" (council) "/audit?subject="
                    (words::encoded(&format!("report/{}", report.details.reference)))
                } { "What happened to this report" }
            }
        }
    };
    drop(state);
    Page::new(title, main)
        .back(&format!("/c/{council}/reports"), "Back to reports")
        .answer(call)
}

/// That what was asked for is done.
fn done(call: &Call) -> Markup {
    let text = match call.query.text("done") {
        Some("sign") => Some("Your answer is recorded"),
        Some("draft") => Some("The report is drafted"),
        Some(key) => acts::named(key).map(|act| act.done),
        None => None,
    };
    html! {
        @if let Some(text) = text {
            div class="govuk-notification-banner govuk-notification-banner--success" role="alert"
                aria-labelledby="done" data-module="govuk-notification-banner" {
                div class="govuk-notification-banner__header" {
                    h2 class="govuk-notification-banner__title" id="done" { "Success" }
                }
                div class="govuk-notification-banner__content" {
                    p class="govuk-notification-banner__heading" { (text) }
                }
            }
        }
    }
}

/// What whoever looks may do with it now.
fn to_do(case: &Case<'_>, here: &str, may_act: bool) -> Markup {
    let open = if may_act {
        acts::open_to(case)
    } else {
        Vec::new()
    };
    let signs = may_act && !sign::steps(case).is_empty();
    html! {
        @if signs || !open.is_empty() {
            h2 class="govuk-heading-m" { "What you can do" }
            ul class="govuk-list govuk-list--spaced" id="acts" {
                @if signs {
                    li { a class="govuk-link" href={ (here) "/sign" } { "Sign or return the report" } }
                }
                @for act in open {
                    li { a class="govuk-link" href={ (here) "/do/" (act.key) } { (act.title) } }
                }
            }
        }
    }
}

/// Why it was returned, while that is not mended.
fn returned(state: &State, report: &Report) -> Markup {
    let last = report.returns.last();
    let Some(last) = last.filter(|_| report.state == ReportState::Returned) else {
        return html! {};
    };
    let role = report
        .route
        .as_ref()
        .and_then(|route| route.role(&last.role));
    let label = role.map_or(last.role.as_str(), |(_, role)| role.label.as_str());
    html! {
        div class="govuk-inset-text" {
            p class="govuk-body" {
                strong { "Returned by " (state.signed_name(&last.by)) " as " (label) }
                ", " (words::day(last.day)) ":"
            }
            (text::paragraphs(&last.reason))
        }
    }
}

/// What is on record beside the sign-offs: urgency, publication, outcomes.
fn after(state: &State, report: &Report) -> Markup {
    html! {
        @if let Some(urgency) = &report.urgency {
            h2 class="govuk-heading-m" { "Urgency" }
            p class="govuk-body" {
                (urgency.chair) ", " (words::day(urgency.day)) ": " (urgency.reason)
            }
        }
        @for outcome in &report.outcomes {
            h2 class="govuk-heading-m" { "What the meeting made of it" }
            p class="govuk-body" {
                (outcome.decision.body) ", " (words::day(outcome.decision.on)) ", decision "
                (outcome.decision.reference)
            }
            @if !outcome.requested_changes.is_empty() {
                h3 class="govuk-heading-s" { "Changes asked for" }
                ul class="govuk-list govuk-list--bullet" {
                    @for change in &outcome.requested_changes { li { (change) } }
                }
            }
            @if !outcome.follow_ups.is_empty() {
                h3 class="govuk-heading-s" { "To be done" }
                ul class="govuk-list govuk-list--bullet" {
                    @for follow_up in &outcome.follow_ups {
                        li {
                            (follow_up.action)
                            @if let Some(owner) = follow_up.owner { ", " (state.post_of(owner)) }
                            @if let Some(due) = follow_up.due { ", by " (words::day(due)) }
                        }
                    }
                }
            }
        }
    }
}

/// The days that follow from its meeting.
fn days(state: &State, report: &Report, today: Date) -> Markup {
    let header = &report.content().header;
    html! {
        h2 class="govuk-heading-m" { "Timetable" }
        @match header.meeting {
            None => p class="govuk-body" { "It does not say when its meeting is." },
            Some(meeting) => (of_meeting(state, report, meeting, today)),
        }
    }
}

fn of_meeting(state: &State, report: &Report, meeting: Date, today: Date) -> Markup {
    let header = &report.content().header;
    let Ok(council) = state.council() else {
        return html! {};
    };
    let policy = council.timetable_policy(header.committee.as_deref());
    let found = timetable::timetable(
        &council.working_days(),
        policy,
        meeting,
        header.key_decision || header.private,
    );
    let found = match found {
        Ok(found) => found,
        Err(rejection) => {
            let why = crate::web::refusal::sentence(&rejection.detail);
            return html! { p class="govuk-body" { (why) } };
        }
    };
    let is_published = report.published.is_some();
    html! {
        dl class="govuk-summary-list" {
            @for (name, label, day) in found.days() {
                @let is_over = day.day < today
                    && !is_published && ["final_due", "publish_by"].contains(&name);
                div class="govuk-summary-list__row" {
                    dt class="govuk-summary-list__key" { (label) }
                    dd class="govuk-summary-list__value" {
                        (day.weekday) " "
                        @if is_over { (words::due(day.day, today)) } @else { (words::day(day.day)) }
                    }
                }
            }
        }
        @for step in &found.undated {
            p class="govuk-body" {
                (step.label) ": " (crate::web::refusal::sentence(&step.reason))
            }
        }
    }
}

/// Every version, newest first, with what changed.
fn versions(state: &State, report: &Report, here: &str) -> Markup {
    let all: Vec<_> = report.editions.iter().enumerate().rev().collect();
    html! {
        h2 class="govuk-heading-m" id="versions" { "Versions" }
        ol class="qd-timeline" {
            @for (index, edition) in all {
                @let changed: Vec<&str> = edition.changed.iter().map(String::as_str).collect();
                @let names = text::names(&edition.content, &changed);
                li {
                    h3 class="govuk-heading-s" {
                        a class="govuk-link" href={
                            (here) "/versions/" (text::hash_shown(&edition.hash))
                        } {
                            "Version " (edition.version)
                            @if is_refigured(edition) { " with other figures" }
                        }
                    }
                    p class="govuk-body-s" {
                        (words::moment(state, edition.recorded.at)) ", "
                        (text::hash_shown(&edition.hash))
                    }
                    @if index == 0 { p { "First written." } } @else if !names.is_empty() {
                        p { "Changed: " (names.join(", ")) "." }
                    }
                    @if let Some(minor) = &edition.minor {
                        p {
                            "A minor correction by " (state.post_of(minor.by)) ", which leaves \
                            sign-offs standing: " (minor.reason)
                        }
                    }
                    @if index > 0 {
                        @let before = &report.editions[index - 1];
                        p {
                            a class="govuk-link" href={
                                (here) "/compare?from=" (text::hash_shown(&before.hash))
                                "&to=" (text::hash_shown(&edition.hash))
                            } {
                                "Compare with the one before"
                                span class="govuk-visually-hidden" {
                                    ": version " (edition.version)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether only the figures are other than before.
fn is_refigured(edition: &quarterday_domain::Edition) -> bool {
    edition.changed == [quarterday_proto::route::FIGURES]
}
