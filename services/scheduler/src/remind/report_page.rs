//! Mails about one report: what to sign or to revise, by when, and why.

use jiff::civil::Date;
use quarterday_domain::reminders::open_request;
use quarterday_domain::{Report, State};
use quarterday_proto::digest::{Asked, Because, Thing};
use quarterday_proto::id::{PersonId, ReportId};

use super::links::Links;
use super::page::contact;
use super::why::reason;
use crate::mail::Line;
use crate::mail::template::{Matter, Published, Report as Shown, SignOff};

/// The report that a mail is about, where it is about one alone.
pub(super) fn report_of(items: &[Asked]) -> Option<ReportId> {
    let mut reports = items.iter().map(|asked| asked.thing.report());
    let first = reports.next()??;
    reports.all(|other| other == Some(first)).then_some(first)
}

/// The matter of a mail that asks for one sign-off or one revision, or tells of
/// one publication; none where it is a body's, or its report is gone.
pub(super) fn sign_off(
    state: &State,
    person: PersonId,
    asked: &Asked,
    links: &mut Links<'_>,
    today: Date,
) -> Option<Matter> {
    let report = state.report_by_id(asked.thing.report()?)?;
    let to = state.person_by_id(person)?;
    let of = asked.of.and_then(|of| state.person_by_id(of));
    let of = of.map(|of| Line::of(&of.details.post));
    let is_deputy = asked.because == Some(Because::Deputy);
    let matter = SignOff {
        council: Line::of(&state.council().ok()?.name),
        to: Line::of(&to.details.post),
        acting_for: of.clone().filter(|_| is_deputy),
        role: Line::of(""),
        signatory: of.filter(|_| !is_deputy),
        report: shown(report),
        by: asked.due,
        overdue: asked.due.is_some_and(|due| due < today),
        why: reason(state, asked, today)
            .filter(|_| !is_deputy)
            .map(Line::from),
        link: links.report(&report.details.reference)?,
        reason: None,
        who: None,
        contact: contact(state),
    };
    match &asked.thing {
        Thing::SignOff { body: Some(_), .. } => None,
        Thing::SignOff { role, asked_at, .. } => {
            let open = open_request(state, report.id, role, *asked_at, today)?;
            let may_sign = asked.of.is_none() || is_deputy;
            let link = if may_sign {
                links.sign_off(&asked.thing)?
            } else {
                matter.link.clone()
            };
            let matter = SignOff {
                role: Line::of(&open.role.label),
                link,
                reason: changes(report, role),
                ..matter
            };
            Some(match matter.reason {
                Some(_) => Matter::SignOffVoided(matter),
                None => Matter::SignOffRequested(matter),
            })
        }
        Thing::Revision { .. } => {
            let returned = report.returns.last()?;
            let route = report.route.as_ref()?;
            let (_, role) = route.role(&returned.role)?;
            Some(Matter::ReportReturned(SignOff {
                role: Line::of(&role.label),
                reason: Some(Line::of(&returned.reason)),
                who: Some(Line::from(state.signed_name(&returned.by))),
                ..matter
            }))
        }
        Thing::Publication { .. } => Some(Matter::ReportPublished(Published {
            council: matter.council,
            to: matter.to,
            report: matter.report,
            on: report.published.as_ref()?.on,
            link: matter.link,
            contact: matter.contact,
        })),
        Thing::Answer { .. } | Thing::Completion { .. } => None,
    }
}

/// What changed since the role signed last, where its sign-off was voided.
fn changes(report: &Report, role: &str) -> Option<Line> {
    let mut of_role = report.signatures.iter().rev();
    let last = of_role.find(|signature| signature.role == role)?;
    last.voided_at?;
    let changed = report.changed_since(&last.hash)?;
    let content = report.content();
    let names = changed.iter().map(|key| {
        let section = content.sections.iter().find(|section| section.key == *key);
        section.map_or_else(
            || (*key).replace('_', " "),
            |section| section.heading.clone(),
        )
    });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| Line::from(format!("Changed since: {}", names.join(", "))))
}

pub(super) fn shown(report: &Report) -> Shown {
    let content = report.content();
    Shown {
        title: Line::of(&content.title),
        committee: content.header.committee.as_deref().map(Line::of),
        meeting: content.header.meeting,
        version: report.edition().version,
    }
}
