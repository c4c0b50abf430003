//! The reports of a council, those that are not published first.

use maud::{Markup, html};
use quarterday_domain::rights::Right;
use quarterday_domain::{Report, State};

use super::{address, state_words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::web::layout::Page;
use crate::web::parts::scrolling;
use crate::web::words;

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let council = tenant.id.as_str();
    let main = {
        let state = tenant.view.state();
        let today = state.day_of(call.now());
        let mut reports: Vec<&Report> = state.reports().map(|report| &**report).collect();
        reports.sort_by_key(|report| {
            let published = report.published.as_ref().map(|published| published.on);
            (published.is_some(), std::cmp::Reverse(published))
        });
        html! {
            h1 class="govuk-heading-l" { "Reports" }
            ul class="govuk-list" {
                li {
                    a class="govuk-link" href={ "/c/" (council) "/sign-offs" } {
                        "What waits for your sign-off"
                    }
                }
                @if call.who.may.has(Right::Act) {
                    li {
                        a class="govuk-link" href={ "/c/" (council) "/new-report" } {
                            "Draft a report"
                        }
                    }
                }
            }
            @if reports.is_empty() {
                p class="govuk-body" { "No report was drafted yet." }
            } @else { (table(&state, council, &reports, today)) }
        }
    };
    Page::new("Reports", main).answer(call)
}

fn table(state: &State, council: &str, reports: &[&Report], today: jiff::civil::Date) -> Markup {
    scrolling(
        "Reports",
        html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-visually-hidden" {
                    "Reports, those not published first"
                }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        th scope="col" class="govuk-table__header" { "Report" }
                        th scope="col" class="govuk-table__header" { "Meeting" }
                        th scope="col" class="govuk-table__header" { "State" }
                    }
                }
                tbody class="govuk-table__body" {
                    @for report in reports {
                        @let header = &report.content().header;
                        tr class="govuk-table__row" {
                            td class="govuk-table__cell qd-wide" {
                                a class="govuk-link" href=(address(council, report)) {
                                    (report.content().title)
                                }
                                br;
                                (report.details.reference) ", by "
                                (state.post_of(state.author_of(report, today)))
                            }
                            td class="govuk-table__cell" {
                                (header.committee.as_deref().unwrap_or_default())
                                @if let Some(meeting) = header.meeting {
                                    br; (words::day(meeting))
                                }
                            }
                            td class="govuk-table__cell qd-wide" {
                                (state_words::tag(report.state)) br;
                                (state_words::sentence(state, report, today))
                            }
                        }
                    }
                }
            }
        },
    )
}
