//! Mails about one report: what to sign or to revise, by when, and why.

use jiff::civil::Date;
use quarterday_domain::reminders::open_request;
use quarterday_domain::{Report, Returned, State};
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
        returned: None,
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
                ..matter
            };
            Some(match last_act(report, role) {
                Some(Last::Returned(returned)) => Matter::SignOffRequested(SignOff {
                    reason: changed(report, &returned.hash),
                    returned: Some(Line::of(returned.reason.trim_end_matches('.'))),
                    who: Some(Line::from(state.signed_name(&returned.by))),
                    ..matter
                }),
                Some(Last::Voided(hash)) => match changed(report, hash) {
                    Some(changed) => Matter::SignOffVoided(SignOff {
                        reason: Some(changed),
                        ..matter
                    }),
                    None => Matter::SignOffRequested(matter),
                },
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

/// What a role did last about a report.
enum Last<'a> {
    /// It returned it.
    Returned(&'a Returned),
    /// It signed the text of this hash, and the sign-off was voided.
    Voided(&'a str),
}

/// What the role did last, where that calls for its being asked again.
fn last_act<'a>(report: &'a Report, role: &str) -> Option<Last<'a>> {
    let mut signatures = report.signatures.iter().rev();
    let signed = signatures.find(|signature| signature.role == role);
    let mut returns = report.returns.iter().rev();
    let returned = returns.find(|returned| returned.role == role);
    match (signed, returned) {
        (Some(signed), Some(returned)) if signed.place > returned.place => {
            signed.voided_at.map(|_| Last::Voided(&signed.hash))
        }
        (_, Some(returned)) => Some(Last::Returned(returned)),
        (Some(signed), None) => signed.voided_at.map(|_| Last::Voided(&signed.hash)),
        (None, None) => None,
    }
}

/// What changed since a text of the report.
fn changed(report: &Report, hash: &str) -> Option<Line> {
    let changed = report.changed_since(hash)?;
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
