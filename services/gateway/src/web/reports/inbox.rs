//! What waits for one's sign-off, most urgent first.

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::rights::Right;
use quarterday_domain::{OpenRequest, State};
use quarterday_proto::id::PersonId;

use super::address;
use super::case::asker;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::web::layout::Page;
use crate::web::parts::scrolling;
use crate::web::words;

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let main = {
        let state = tenant.view.state();
        let today = state.day_of(call.now());
        let (person, _) = asker(call, &state)?;
        let mut open = state.open_requests(today);
        open.retain(|one| in_whose_right(one, person).is_some());
        open.sort_by_key(|one| (one.due.is_none(), one.due));
        html! {
            h1 class="govuk-heading-l" { "What waits for your sign-off" }
            @if open.is_empty() {
                p class="govuk-body" { "No report waits for your sign-off." }
            } @else { (table(&state, tenant.id.as_str(), &open, person, today)) }
            @if call.who.may.has(Right::Act) {
                p class="govuk-body" {
                    a class="govuk-link" href={ "/c/" (tenant.id) "/delegations" } {
                        "Delegations: who signs for you, and for whom you sign"
                    }
                }
            }
        }
    };
    Page::new("What waits for your sign-off", main).answer(call)
}

/// The holder in whose right somebody may answer: their own, or whose deputy they
/// are.
fn in_whose_right(open: &OpenRequest<'_>, person: PersonId) -> Option<PersonId> {
    let own = open.people.contains(&person).then_some(person);
    own.or_else(|| {
        let mut deputies = open.deputies.iter();
        let found = deputies.find(|(deputy, ..)| *deputy == person);
        found.map(|(_, of, _)| *of)
    })
}

fn table(
    state: &State,
    council: &str,
    open: &[OpenRequest<'_>],
    person: PersonId,
    today: Date,
) -> Markup {
    scrolling(
        "What waits for your sign-off",
        html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-visually-hidden" { "Most urgent first" }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        th scope="col" class="govuk-table__header" { "Report" }
                        th scope="col" class="govuk-table__header" { "You sign as" }
                        th scope="col" class="govuk-table__header" { "By when" }
                    }
                }
                tbody class="govuk-table__body" {
                    @for one in open {
                        @let of = in_whose_right(one, person).filter(|of| *of != person);
                        tr class="govuk-table__row" {
                            td class="govuk-table__cell qd-wide" {
                                a class="govuk-link"
                                    href={ (address(council, one.report)) "/sign" } {
                                    (one.report.content().title)
                                    span class="govuk-visually-hidden" {
                                        ": sign off as " (one.role.label)
                                    }
                                }
                            }
                            td class="govuk-table__cell" {
                                (one.role.label)
                                @if let Some(of) = of { ", for " (state.post_of(of)) }
                            }
                            td class="govuk-table__cell" {
                                @match one.due {
                                    Some(due) => (words::due(due, today)),
                                    None => "No day is set",
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}
