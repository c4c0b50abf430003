//! Where everything of administration is, and how the service stands.

use maud::html;
use quarterday_domain::rights::Right;

use super::frame::address;
use super::health;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::web::layout::Page;

/// A page that is led to: its address, name, what it is for, and whether only
/// administrators may see it.
type Entry = (&'static str, &'static str, &'static str, bool);

const ENTRIES: [Entry; 11] = [
    (
        "/people",
        "People",
        "Posts, line managers, absences, addresses that take no mail",
        false,
    ),
    ("/roles", "Roles", "What each lets, and who has it", false),
    (
        "/imports",
        "Import sheets",
        "Check spreadsheets cell by cell, then import them",
        false,
    ),
    (
        "/schemes",
        "Schemes",
        "Which facts make which status",
        false,
    ),
    (
        "/routes",
        "Routes of clearance",
        "Who signs a report, stage by stage",
        false,
    ),
    (
        "/layouts",
        "Layouts of reports",
        "What stands where in a report",
        false,
    ),
    (
        "/schedules",
        "Schedules of reminders",
        "When who is asked for what, and the next runs",
        false,
    ),
    (
        "/delegations",
        "Delegations",
        "Who signs for whom, from a day to a day",
        true,
    ),
    (
        "/mails",
        "Mail log",
        "What was mailed to whom, and how far it is",
        true,
    ),
    (
        "/mails/templates",
        "What mails say",
        "Each mail with sample data",
        true,
    ),
    (
        "/tokens",
        "API tokens",
        "For programs that ask and change",
        true,
    ),
];

pub(super) fn show(call: &Call) -> Answered {
    let health = health::shown(call)?;
    let all = call.who.may.has(Right::Administer);
    let entries = ENTRIES
        .iter()
        .filter(|(.., administrators)| all || !administrators);
    let council = &call.tenant()?.id;
    let place = |path: &str| match path {
        "/delegations" => Ok(format!("/c/{council}/delegations")),
        path => address(call, path),
    };
    let main = html! {
        h1 class="govuk-heading-l" { "Administration" }
        ul class="govuk-list govuk-list--spaced" id="entries" {
            @for (path, name, about, _) in entries {
                li {
                    a class="govuk-link" href=(place(path)?) { (name) }
                    br;
                    (about)
                }
            }
        }
        h2 class="govuk-heading-m" { "How the service stands" }
        (health)
    };
    Page::new("Administration", main).answer(call)
}
