//! Recording a body's decision as the sign-off of a role.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::RecordBodyDecision;
use quarterday_proto::event::{Event, ReportSignedOff};
use quarterday_proto::report::Signatory;

use super::super::{Case, Decided, required};
use super::sign::same_content;
use super::{circulated, role_of};
use crate::rejection::{Code, reject};

pub(crate) fn record_body_decision(
    case: &Case<'_>,
    command: &RecordBodyDecision,
) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    circulated(report)?;
    let (_, role) = role_of(report, &command.role)?;
    let decision = &command.decision;
    required(&decision.reference, "the decision's reference")?;
    case.not_in_future(decision.on, "the day of the decision")?;
    let holders = case.state.holders(report, role, case.today);
    let body = decision.body.trim();
    if !holders
        .bodies
        .iter()
        .any(|known| known.trim().eq_ignore_ascii_case(body))
    {
        let held = match &holders.bodies[..] {
            [] => "is held by no body".to_owned(),
            bodies => format!("is held by {}", bodies.join(" or ")),
        };
        return Err(reject(
            Code::WrongBody,
            format!("{} {held}, so {body} cannot sign for it", role.label),
        ));
    }
    same_content(report, &command.content_hash)?;
    case.figures_closed(report)?;
    case.stage_open(report, role)?;
    let since = case.state.day_of(report.unchanged_since(role).at);
    if decision.on < since {
        return Err(reject(
            Code::DecidedBeforeContent,
            format!(
                "{body} met on {}, and the report reads as it does only since {since}: a sign-off \
                 covers exact content",
                decision.on
            ),
        ));
    }
    let by = Signatory::Body {
        decision: decision.clone(),
    };
    case.not_signed(report, role, &by)?;
    let event = Event::ReportSignedOff(ReportSignedOff {
        report: report.id,
        role: role.key.clone(),
        by,
        version: report.edition().version,
        hash: report.hash().to_owned(),
        day: decision.on,
        note: None,
        recorded_by: Some(case.actor.clone()),
    });
    let asked = case.asked_after(report, &event)?;
    let mut events = vec![event];
    events.extend(asked);
    Ok(events.into())
}
