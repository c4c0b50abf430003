//! Who has signed a report, who has not, and whose sign-off stands no more.

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::{Report, Signature, Standing, State};
use quarterday_proto::report::{ReportState, SignOffRow};

use super::{edition_of, names};
use crate::web::parts::scrolling;
use crate::web::words;

/// A role as the table shows it.
struct Row {
    label: String,
    required: bool,
    /// Name of its stage.
    stage: String,
    /// `Signed`, `Not signed`, `Comes later`, `Blank`.
    word: &'static str,
    /// Who, when, by when, one sentence each.
    detail: Vec<String>,
}

/// Every role of a report's route.
fn rows(state: &State, report: &Report, today: Date) -> Vec<Row> {
    let requests = state.open_requests_of(report, today);
    let stages = report.route.as_ref().map(|route| &route.stages);
    let standings = state.role_standings(report, today);
    let one = |known: &quarterday_domain::RoleStanding<'_>| {
        let role = known.role;
        let mut detail: Vec<String> = report
            .standing(&role.key)
            .map(|signature| given(state, signature))
            .collect();
        let is_signed = known.standing == Standing::Signed;
        if !is_signed {
            detail.extend(voided(state, report, &role.key));
            let open = requests.iter().find(|open| open.role.key == role.key);
            if let Some(open) = open {
                let people = open.people.iter().map(|person| state.post_of(*person));
                let waits: Vec<String> = people.chain(open.bodies.iter().cloned()).collect();
                let waits = match waits.is_empty() {
                    true => "Waits for nobody: the step has to be passed on".to_owned(),
                    false => format!("Waits for {}", waits.join(", ")),
                };
                let by = open.due.map(|due| words::due(due, today));
                detail.push(match by {
                    Some(by) => format!("{waits}, by {by}"),
                    None => waits,
                });
            }
        }
        let stage = stages.and_then(|stages| stages.get(known.stage));
        Row {
            label: role.label.clone(),
            required: role.required,
            stage: stage.map_or_else(String::new, |stage| stage.name.clone()),
            word: match (known.standing, report.state) {
                (Standing::Signed, _) => "Signed",
                (_, ReportState::Published) => "Blank",
                (Standing::Waiting, _) => "Comes later",
                _ => "Not signed",
            },
            detail,
        }
    };
    standings.iter().map(one).collect()
}

/// A sign-off that stands.
fn given(state: &State, signature: &Signature) -> String {
    let mut text = format!(
        "{}, {}, version {}",
        state.signed_name(&signature.by),
        words::day(signature.day),
        signature.version
    );
    if let Some(note) = &signature.note {
        text.push_str(&format!(": \u{201c}{note}\u{201d}"));
    }
    text
}

/// The last sign-off of a role that stands no more, and what became of it.
fn voided(state: &State, report: &Report, role: &str) -> Option<String> {
    let mut of_role = report.signatures.iter().rev();
    let last = of_role.find(|signature| signature.role == role)?;
    last.voided_at?;
    let who = state.signed_name(&last.by);
    let on = words::day(last.day);
    let edition = edition_of(report, &last.hash)?;
    let changed = report.changed_since(&last.hash).unwrap_or_default();
    let why = match names(report.content(), &changed) {
        changed if changed.is_empty() => "the report was returned".to_owned(),
        changed => format!("changed since: {}", changed.join(", ")),
    };
    Some(format!(
        "The sign-off of {who} of {on}, of version {}, stands no more: {why}",
        edition.version
    ))
}

/// The table of who signed and who did not; of a published report as it was
/// printed.
pub(in crate::web) fn table(state: &State, report: &Report, today: Date) -> Markup {
    let standings = match &report.published {
        Some(published) => published.table.iter().map(printed).collect(),
        None => rows(state, report, today),
    };
    let has_stages = standings.iter().any(|one| one.stage != standings[0].stage);
    html! {
        h2 class="govuk-heading-m" id="sign-offs" { "Who has signed" }
        @if standings.is_empty() {
            p class="govuk-body" { "It was not circulated yet, so nobody is asked to sign." }
        } @else {
            (scrolling("Sign-off table", html! {
                table class="govuk-table" {
                    caption class="govuk-table__caption govuk-visually-hidden" {
                        "Sign-off table, in the order of the route"
                    }
                    thead class="govuk-table__head" {
                        tr class="govuk-table__row" {
                            th scope="col" class="govuk-table__header" { "Role" }
                            @if has_stages {
                                th scope="col" class="govuk-table__header" { "Stage" }
                            }
                            th scope="col" class="govuk-table__header" { "Sign-off" }
                        }
                    }
                    tbody class="govuk-table__body" {
                        @for one in &standings { (row(one, has_stages)) }
                    }
                }
            }))
        }
    }
}

/// A row as it was printed on publication.
fn printed(row: &SignOffRow) -> Row {
    let on = row.date.map(words::day);
    let detail = row.name.iter().map(|name| match &on {
        Some(on) => format!("{name}, {on}"),
        None => name.clone(),
    });
    Row {
        label: row.label.clone(),
        required: true,
        stage: String::new(),
        word: if row.name.is_some() {
            "Signed"
        } else {
            "Blank"
        },
        detail: detail.collect(),
    }
}

fn row(one: &Row, has_stages: bool) -> Markup {
    html! {
        tr class="govuk-table__row" {
            th scope="row" class="govuk-table__header" {
                (one.label)
                @if !one.required { " (optional)" }
            }
            @if has_stages { td class="govuk-table__cell" { (one.stage) } }
            td class="govuk-table__cell qd-wide" {
                strong { (one.word) }
                @for line in &one.detail { br; (line) }
            }
        }
    }
}
