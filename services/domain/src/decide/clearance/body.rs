//! Recording a body's decision on a report: it signs for its role, or returns
//! the report.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::RecordBodyDecision;
use quarterday_proto::event::{Event, ReportReturned, ReportSignedOff};
use quarterday_proto::plan::Decision;
use quarterday_proto::report::{BodyOutcome, Signatory};
use quarterday_proto::route::Role;

use super::super::{Case, Decided, required};
use super::sign::same_content;
use super::{circulated, role_of};
use crate::calendar::in_words;
use crate::rejection::{Code, reject};
use crate::state::Report;

pub(crate) fn record_body_decision(
    case: &Case<'_>,
    command: &RecordBodyDecision,
) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    circulated(report)?;
    let (_, role) = role_of(report, &command.role)?;
    required(&command.decision.reference, "the decision's reference")?;
    case.not_in_future(command.decision.on, "the day of the decision")?;
    let met_at = command
        .time
        .map(|time| command.decision.on.to_datetime(time.time()));
    if let Some(met_at) = met_at.filter(|met_at| *met_at > case.state.clock_of(case.now)) {
        return Err(reject(
            Code::FutureDate,
            format!(
                "the meeting would be at {} today, which has not come",
                met_at.strftime("%H:%M")
            ),
        ));
    }
    let decision = Decision {
        body: body_of(case, report, role, &command.decision.body)?,
        ..command.decision.clone()
    };
    same_content(report, &command.content_hash)?;
    let by = Signatory::Body {
        decision,
        time: command.time,
    };
    if command.outcome == BodyOutcome::Returned {
        return give_back(case, report, role, by, command);
    }
    case.figures_closed(report)?;
    case.stage_open(report, role)?;
    read_it(case, report, role, command)?;
    case.not_signed(report, role, &by)?;
    let event = Event::ReportSignedOff(ReportSignedOff {
        report: report.id,
        role: role.key.clone(),
        by,
        version: report.edition().version,
        hash: report.hash().to_owned(),
        day: command.decision.on,
        note: command
            .reason
            .clone()
            .filter(|note| !note.trim().is_empty()),
        recorded_by: Some(case.actor.clone()),
    });
    let asked = case.asked_after(report, &event)?;
    let mut events = vec![event];
    events.extend(asked);
    Ok(events.into())
}

/// The return of a report by a body.
fn give_back(
    case: &Case<'_>,
    report: &Report,
    role: &Role,
    by: Signatory,
    command: &RecordBodyDecision,
) -> Result<Decided, Rejection> {
    let reason = command.reason.clone().unwrap_or_default();
    required(&reason, "a reason for the return")?;
    read_it(case, report, role, command)?;
    Ok(Event::ReportReturned(ReportReturned {
        report: report.id,
        role: role.key.clone(),
        by,
        reason,
        version: report.edition().version,
        hash: report.hash().to_owned(),
        day: command.decision.on,
        recorded_by: Some(case.actor.clone()),
    })
    .into())
}

/// The body as the route spells it, which the sign-off table prints.
fn body_of(
    case: &Case<'_>,
    report: &Report,
    role: &Role,
    named: &str,
) -> Result<String, Rejection> {
    let holders = case.state.holders(report, role, case.today);
    let named = named.trim();
    let known = holders.bodies.iter();
    let mut known = known.filter(|body| body.eq_ignore_ascii_case(named));
    if let Some(body) = known.next() {
        return Ok(body.clone());
    }
    let held = match &holders.bodies[..] {
        [] => "is held by no body".to_owned(),
        bodies => format!("is held by {}", bodies.join(" or ")),
    };
    Err(reject(
        Code::WrongBody,
        format!("{} {held}, so {named} cannot sign for it", role.label),
    ))
}

/// Refuses the decision of a meeting that cannot have had the present content.
fn read_it(
    case: &Case<'_>,
    report: &Report,
    role: &Role,
    command: &RecordBodyDecision,
) -> Result<(), Rejection> {
    let (body, on) = (command.decision.body.trim(), command.decision.on);
    let since = report.unchanged_since(role).at;
    let unread = |why: String| Err(reject(Code::DecidedBeforeContent, why));
    let changed_on = case.state.day_of(since);
    if on < changed_on {
        return unread(format!(
            "{body} met on {}, and the report reads as it does only since {}: a sign-off covers \
             exact content",
            in_words(on),
            in_words(changed_on)
        ));
    }
    let met_at = command.time.map(|time| on.to_datetime(time.time()));
    let shown = case.state.clock_of(since);
    if met_at.is_some_and(|met_at| met_at < shown) {
        return unread(format!(
            "{body} met before the report read as it does, which is since {} of {}: a sign-off \
             covers exact content",
            shown.strftime("%H:%M:%S"),
            in_words(shown.date())
        ));
    }
    if met_at.is_none() && meeting_was_undone(report, role, command) {
        return unread(format!(
            "what {body} decided on {} on this report stands no more: put the report before it \
             again, and where it met again on that day, give the time",
            in_words(on)
        ));
    }
    Ok(())
}

/// Whether a decision of the same meeting on the report was voided, or returned
/// it.
fn meeting_was_undone(report: &Report, role: &Role, command: &RecordBodyDecision) -> bool {
    let same = |by: &Signatory| match by {
        Signatory::Body { decision, .. } => {
            let body = decision.body.trim();
            body.eq_ignore_ascii_case(command.decision.body.trim())
                && decision.on == command.decision.on
        }
        Signatory::Person { .. } => false,
    };
    let voided = report.signatures.iter().any(|signature| {
        signature.role == role.key && signature.voided_at.is_some() && same(&signature.by)
    });
    let mut returns = report.returns.iter();
    voided || returns.any(|returned| returned.role == role.key && same(&returned.by))
}
