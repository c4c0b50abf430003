//! How the service stands for this council: readiness, log, mail, schedules.

use maud::{Markup, html};
use quarterday_domain::rights::Right;
use quarterday_domain::{Run, State};
use quarterday_proto::api::DigestStanding;

use super::frame::row;
use crate::call::Call;
use crate::problem::Problem;
use crate::routes::pages::digest_standing;
use crate::web::refusal::sentence;
use crate::web::words;

/// The council's standing in a list. Nothing of other councils is in it.
pub(super) fn shown(call: &Call) -> Result<Markup, Problem> {
    let tenant = call.tenant()?;
    let known = call.gateway.councils.readiness();
    let own = known.councils.iter().find(|one| one.id == tenant.id);
    let ready = match own.and_then(|own| own.reason.as_deref()) {
        Some(reason) => sentence(reason),
        None if known.ready => "Ready.".to_owned(),
        None => "This council is ready; something else at this node is not.".to_owned(),
    };
    let head = tenant.log.ledger().head();
    let signed = match tenant.key.get() {
        Some(key) => format!("{} signs up to place {}", key.name(), head.place),
        None => "Another node signs the log".to_owned(),
    };
    let state = tenant.view.state();
    let recorded = head
        .recorded
        .map(|at| format!(", the last on {}", words::moment(&state, at)));
    let entries = usize::try_from(head.place).unwrap_or(usize::MAX);
    let entries = words::counted(entries, "entry");
    let entries = entries.replace("entrys", "entries");
    let shown = html! {
        dl class="govuk-summary-list" {
            (row("Service", ready))
            (row("Log", format!("{entries}{}", recorded.unwrap_or_default())))
            (row("Checkpoint", signed))
            (row("Root of the log", hex::encode(head.root)))
            (row("Last run of a schedule", last_run(&state)))
            @if call.who.may.has(Right::Administer) { (row("Mail", mail(&state))) }
        }
    };
    drop(state);
    Ok(shown)
}

fn last_run(state: &State) -> String {
    let all = state.schedules();
    let runs = all.iter().filter_map(|current| {
        let name = &current.schedule.schedule;
        let run: &Run = state.reminders().runs(name)?.recent.back()?;
        Some((run.at, current.schedule.title.as_str()))
    });
    match runs.max() {
        Some((at, title)) => format!("{}, {title}", words::moment(state, at)),
        None => "None yet".to_owned(),
    }
}

fn mail(state: &State) -> String {
    let of = |standing: DigestStanding| {
        let mut count = 0;
        for digest in state.reminders().digests() {
            count += usize::from(digest_standing(digest) == standing);
        }
        count
    };
    let bounced = state.people();
    let bounced = bounced.filter(|person| state.reminders().bounce(person.id).is_some());
    format!(
        "{} in hand, {} tried again later, {} failed; of {} mail came back",
        of(DigestStanding::Claimed),
        of(DigestStanding::Waiting),
        of(DigestStanding::Failed),
        match bounced.count() {
            1 => "1 person".to_owned(),
            count => format!("{count} people"),
        }
    )
}
