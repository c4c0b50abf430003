//! Publishing a report, late ones, and what the meeting made of it.

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{FollowUpRow, PublishReport, RecordOutcome, RecordUrgency};
use quarterday_proto::event::{
    Event, OutcomeRecorded, QuarterPublished, ReportPublished, UrgencyRecorded,
};
use quarterday_proto::position::QuarterState;
use quarterday_proto::report::FollowUp;

use super::super::{Case, Decided, required};
use super::remarks::publish_by;
use super::{circulated, not_published};
use crate::calendar::in_words;
use crate::clearance::Standing;
use crate::rejection::{Code, reject};
use crate::state::Report;

pub(crate) fn publish(case: &Case<'_>, command: &PublishReport) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    case.fresh(report.changed_at, "the report")?;
    circulated(report)?;
    case.figures_closed(report)?;
    case.not_in_future(command.on, "the day of publication")?;
    let reason = told_afterwards(case, command)?;
    all_signed(case, report, command.on)?;
    let publish_by = last_day(case, report)?;
    // What is told afterwards is as late as the day that it is told: else a day
    // before would stand in for the chair's reason.
    let late = publish_by.filter(|last| case.today > *last);
    if let Some(last) = late
        && report.urgency.is_none()
    {
        return Err(reject(
            Code::LateWithoutUrgency,
            format!(
                "report `{}` had to be published by {} for its meeting: a late report needs the \
                 chair's reason of urgency on record",
                command.report,
                in_words(last)
            ),
        ));
    }
    let mut events = vec![Event::ReportPublished(ReportPublished {
        report: report.id,
        on: command.on,
        reason,
        publish_by,
        version: report.edition().version,
        hash: report.hash().to_owned(),
        closings: report.figures.clone(),
        table: case.state.sign_off_table(report),
    })];
    events.extend(quarters(case, report, command.on));
    let notes = match late {
        Some(last) => vec![format!(
            "late: it had to be published by {}",
            in_words(last)
        )],
        None => Vec::new(),
    };
    Ok(Decided { events, notes })
}

/// Refuses while a required role has not signed, or signed after the day of
/// publication.
fn all_signed(case: &Case<'_>, report: &Report, on: Date) -> Result<(), Rejection> {
    let standings = case.state.role_standings(report, case.today);
    let lacking: Vec<&str> = standings
        .iter()
        .filter(|known| known.role.required && known.standing != Standing::Signed)
        .map(|known| known.role.label.as_str())
        .collect();
    let reference = &report.details.reference;
    if !lacking.is_empty() {
        return Err(reject(
            Code::SignOffsMissing,
            format!(
                "report `{reference}` lacks the sign-off of {} on what it says now, and silence \
                 is not consent",
                lacking.join(", ")
            ),
        ));
    }
    let required = standings.iter().filter(|known| known.role.required);
    let mut days = required.flat_map(|known| report.standing(&known.role.key));
    match days.find(|signature| signature.day > on) {
        None => Ok(()),
        Some(signature) => Err(reject(
            Code::SignOffsMissing,
            format!(
                "role `{}` signed on {}, after the day of publication, {on}",
                signature.role, signature.day
            ),
        )),
    }
}

/// The reason why a publication is recorded after its day; none where it is
/// recorded on the day.
fn told_afterwards(case: &Case<'_>, command: &PublishReport) -> Result<Option<String>, Rejection> {
    if command.on == case.today {
        return Ok(None);
    }
    let reason = command.reason.clone().unwrap_or_default();
    if !reason.trim().is_empty() {
        return Ok(Some(reason));
    }
    Err(reject(
        Code::PublishedEarlier,
        format!(
            "{} is over, and today is {}: publish it as of today, or say why its publication is \
             recorded afterwards (`reason`)",
            in_words(command.on),
            in_words(case.today)
        ),
    ))
}

/// Last day that publication is in time, where the report is for a meeting.
fn last_day(case: &Case<'_>, report: &Report) -> Result<Option<Date>, Rejection> {
    let header = &report.content().header;
    let committee = header.committee.as_deref().map_or("", str::trim);
    match header.meeting {
        Some(meeting) => publish_by(case, header, meeting).map(Some),
        None if committee.is_empty() => Ok(None),
        None => Err(reject(
            Code::MeetingUnknown,
            format!(
                "report `{}` is for {committee} and does not say when that meets, so nobody can \
                 tell whether it is late: put the day of the meeting into its header",
                report.details.reference
            ),
        )),
    }
}

/// The publication of the covered quarters that are not published yet.
fn quarters(case: &Case<'_>, report: &Report, on: Date) -> Vec<Event> {
    let header = &report.content().header;
    let meeting = header.meeting.map(|day| day.to_string());
    let named: Vec<String> = header.committee.iter().cloned().chain(meeting).collect();
    let reference = (!named.is_empty()).then(|| named.join(", "));
    let closed = report.figures.iter().filter(|figures| {
        let plan = case.state.plan_by_id(figures.plan);
        let record = plan.and_then(|plan| plan.quarters.get(&figures.quarter));
        record.is_some_and(|record| record.state == QuarterState::Closed)
    });
    closed
        .map(|figures| {
            Event::QuarterPublished(QuarterPublished {
                plan: figures.plan,
                quarter: figures.quarter,
                closing: figures.closing,
                on,
                reference: reference.clone(),
            })
        })
        .collect()
}

pub(crate) fn record_urgency(
    case: &Case<'_>,
    command: &RecordUrgency,
) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    not_published(report)?;
    required(&command.chair, "the chair, by post")?;
    required(&command.reason, "the chair's reason of urgency")?;
    Ok(Event::UrgencyRecorded(UrgencyRecorded {
        report: report.id,
        chair: command.chair.clone(),
        reason: command.reason.clone(),
        day: case.today,
    })
    .into())
}

pub(crate) fn record_outcome(
    case: &Case<'_>,
    command: &RecordOutcome,
) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    if report.published.is_none() {
        return Err(reject(
            Code::ReportNotPublished,
            format!(
                "report `{}` is not published, so no meeting has decided on it",
                command.report
            ),
        ));
    }
    required(&command.decision.body, "the body that met")?;
    required(&command.decision.reference, "the decision's reference")?;
    case.not_in_future(command.decision.on, "the day of the meeting")?;
    let mut follow_ups = Vec::new();
    for row in &command.follow_ups {
        follow_ups.push(follow_up(case, row)?);
    }
    for change in &command.requested_changes {
        required(change, "what the meeting asked to change")?;
    }
    Ok(Event::OutcomeRecorded(OutcomeRecorded {
        report: report.id,
        decision: command.decision.clone(),
        requested_changes: command.requested_changes.clone(),
        follow_ups,
    })
    .into())
}

fn follow_up(case: &Case<'_>, row: &FollowUpRow) -> Result<FollowUp, Rejection> {
    required(&row.action, "what is to be done")?;
    let owner = row.owner_email.as_deref();
    let owner = owner.map(|email| case.state.person(email)).transpose()?;
    Ok(FollowUp {
        action: row.action.clone(),
        owner: owner.map(|person| person.id),
        due: row.due,
    })
}
