//! Returning a report to its author, and withdrawing it.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{ReturnReport, WithdrawReport};
use quarterday_proto::event::{Event, ReportReturned, ReportWithdrawn};
use quarterday_proto::report::ReportState;

use super::super::{Case, Decided, required};
use super::{circulated, role_of};

pub(crate) fn return_report(case: &Case<'_>, command: &ReturnReport) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    let person = case.state.person(&command.by)?.id;
    circulated(report)?;
    let (_, role) = role_of(report, &command.role)?;
    let by = case.signatory(report, role, person)?;
    required(&command.reason, "a reason for the return")?;
    Ok(Event::ReportReturned(ReportReturned {
        report: report.id,
        role: role.key.clone(),
        by,
        reason: command.reason.clone(),
        version: report.edition().version,
        hash: report.hash().to_owned(),
        day: case.today,
        recorded_by: case.recorder(person),
    })
    .into())
}

pub(crate) fn withdraw(case: &Case<'_>, command: &WithdrawReport) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    case.fresh(report.changed_at, "the report")?;
    if report.state != ReportState::Returned {
        circulated(report)?;
    }
    required(&command.reason, "a reason for withdrawing it")?;
    Ok(Event::ReportWithdrawn(ReportWithdrawn {
        report: report.id,
        reason: command.reason.clone(),
    })
    .into())
}
