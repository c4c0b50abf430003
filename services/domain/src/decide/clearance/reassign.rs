//! Passing a step on to another person.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::ReassignStep;
use quarterday_proto::event::{Event, StepReassigned};
use quarterday_proto::id::{PersonId, ReportId};
use quarterday_proto::report::{ReportState, Signatory};
use quarterday_proto::route::{Holder, Role};

use super::super::{Case, Decided, required};
use super::{circulated, role_of};
use crate::clearance::Holders;
use crate::rejection::{Code, reject};

pub(crate) fn reassign(case: &Case<'_>, command: &ReassignStep) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    circulated(report)?;
    let (_, role) = role_of(report, &command.role)?;
    let to = case.state.person(&command.to)?.id;
    required(&command.reason, "a reason for passing the step on")?;
    if case.state.has_signed(report, role, case.today) {
        return Err(reject(
            Code::AlreadySigned,
            format!("{} has signed, so nothing is left to pass on", role.label),
        ));
    }
    if !case.state.in_post(to, case.today) {
        return Err(reject(
            Code::RoleWithoutHolder,
            format!("{} is not in post today", case.state.post_of(to)),
        ));
    }
    let holders = case.state.holders(report, role, case.today);
    if holders.people.contains(&to) {
        return Err(reject(
            Code::NoEffect,
            format!("{} is asked already", case.state.post_of(to)),
        ));
    }
    let from = whose(case, &holders, role, command.from.as_deref())?;
    if let Some(from) = from
        && case.state.signed_for(report, role, from, case.today)
    {
        return Err(reject(
            Code::AlreadySigned,
            format!(
                "{} has signed as {}, so nothing is left to pass on",
                case.state.post_of(from),
                role.label
            ),
        ));
    }
    let by = Signatory::Person {
        person: to,
        acting_for: None,
        delegation: None,
    };
    case.independent(report, role, &by)?;
    case.state.holds_no_other(report, role, to, case.today)?;
    case.state.posts_apart(role, to, case.today)?;
    let event = Event::StepReassigned(StepReassigned {
        report: report.id,
        role: role.key.clone(),
        from,
        to,
        reason: command.reason.clone(),
    });
    let asked = case.asked_after(report, &event)?;
    let mut events = vec![event];
    events.extend(asked);
    Ok(events.into())
}

/// The holder whose step is passed on; none where nobody holds the role today,
/// so that all of it is.
fn whose(
    case: &Case<'_>,
    holders: &Holders,
    role: &Role,
    from: Option<&str>,
) -> Result<Option<PersonId>, Rejection> {
    let from = from.map(|email| case.state.person(email)).transpose()?;
    let from = from.map(|person| person.id);
    let post = |person: &PersonId| case.state.post_of(*person);
    match (from, &holders.people[..], &holders.bodies[..]) {
        (_, [], [_, ..]) => Err(reject(
            Code::HeldByBody,
            format!(
                "{} is held by {}, whose decision at a meeting signs it: no person can sign in its \
                 place",
                role.label,
                holders.bodies.join(" and ")
            ),
        )),
        (Some(from), people, _) if people.contains(&from) => Ok(Some(from)),
        (Some(from), people, _) => {
            let held: Vec<String> = people.iter().map(post).collect();
            Err(reject(
                Code::NotYourStep,
                format!(
                    "{} has no step of {} to pass on; it is held by {}",
                    post(&from),
                    role.label,
                    match held.is_empty() {
                        true => "nobody today".to_owned(),
                        false => held.join(", "),
                    }
                ),
            ))
        }
        (None, [], []) => Ok(None),
        (None, [only], []) => Ok(Some(*only)),
        (None, people, bodies) => {
            let held: Vec<String> = people.iter().map(post).chain(bodies.to_vec()).collect();
            Err(reject(
                Code::StepUnclear,
                format!(
                    "{} is held by {}: say whose step is passed on (`from`)",
                    role.label,
                    held.join(", ")
                ),
            ))
        }
    }
}

/// The reports not yet published that a leaver has something to do with, and
/// the statutory posts that stay theirs until another is appointed.
pub(crate) fn passed_on(case: &Case<'_>, leaver: PersonId) -> (Vec<ReportId>, Vec<&'static str>) {
    let named_by_route = |holder: &Holder| match holder {
        Holder::Person(email) => case
            .state
            .person(email)
            .is_ok_and(|known| known.id == leaver),
        _ => false,
    };
    let reports = case
        .state
        .reports()
        .filter(|report| report.state != ReportState::Published);
    let concerned = reports.filter(|report| {
        let details = &report.details;
        let route = report.route.iter().flat_map(|route| route.roles());
        let open = |key: &str| report.standing(key).next().is_none();
        details.author == leaver
            || details.sponsor == Some(leaver)
            || details
                .signatories
                .iter()
                .any(|(role, people)| people.contains(&leaver) && open(role))
            || report
                .passed_on
                .iter()
                .any(|(role, passed)| passed.iter().any(|one| one.to == leaver) && open(role))
            || route
                .filter(|(_, role)| open(&role.key))
                .any(|(_, role)| role.holders.iter().any(named_by_route))
    });
    let reports = concerned.map(|report| report.id).collect();
    let posts = quarterday_proto::route::StatutoryPost::ALL.iter();
    let posts = posts
        .filter(|post| case.state.holder_of_post(**post, case.today) == Some(leaver))
        .map(|post| post.words());
    (reports, posts.collect())
}
