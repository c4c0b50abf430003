//! Who is asked to sign, and until when.

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::event::{Event, SignOffRequested};
use quarterday_proto::id::{DelegationId, PersonId};
use quarterday_proto::report::{ReportState, SignOffRequest};
use quarterday_proto::route::{Needs, Role};

use super::standing::{RoleStanding, Standing, body_signed};
use crate::state::{Report, State};
use crate::timetable;

/// A role that waits for sign-offs.
#[derive(Debug, Clone)]
pub struct OpenRequest<'a> {
    /// The report.
    pub report: &'a Report,
    /// The role.
    pub role: &'a Role,
    /// Those who may sign in their own right and have not.
    pub people: Vec<PersonId>,
    /// Deputies of theirs on the day who may sign: who, for whom, by which
    /// delegation.
    pub deputies: Vec<(PersonId, PersonId, DelegationId)>,
    /// Bodies that have not decided.
    pub bodies: Vec<String>,
    /// Day of the request.
    pub asked_on: Date,
    /// Last day for the answer, where one is named.
    pub due: Option<Date>,
}

impl State {
    /// Every request of circulated reports that waits for an answer on a day,
    /// in the order of reports and routes.
    pub fn open_requests(&self, day: Date) -> Vec<OpenRequest<'_>> {
        self.reports()
            .flat_map(|report| self.open_requests_of(report, day))
            .collect()
    }

    /// As [`State::open_requests`], of one report.
    pub fn open_requests_of<'a>(&'a self, report: &'a Report, day: Date) -> Vec<OpenRequest<'a>> {
        if report.state != ReportState::Circulated {
            return Vec::new();
        }
        let standings = self.role_standings(report, day).into_iter();
        let open = standings.filter(|role| role.standing == Standing::Open);
        open.filter_map(|open| {
            let request = report.requests.get(&open.role.key)?;
            let people: Vec<PersonId> = open
                .holders
                .people
                .into_iter()
                .filter(|person| !self.signed_for(report, open.role, *person, day))
                .collect();
            let deputy = |delegation: &crate::state::Delegation| {
                let counts = people.contains(&delegation.from)
                    && delegation.covers(day, &open.role.key, report.id)
                    && self.may_stand_in(report, open.role, delegation, day);
                counts.then_some((delegation.to, delegation.from, delegation.id))
            };
            let mut bodies = open.holders.bodies;
            bodies.retain(|body| !body_signed(report, open.role, body));
            Some(OpenRequest {
                report,
                role: open.role,
                deputies: self.delegations().iter().filter_map(deputy).collect(),
                people,
                bodies,
                asked_on: request.day,
                due: request.asked.due,
            })
        })
        .collect()
    }
}

/// The requests that a report now has to make: of the roles whose stage is open,
/// that have not signed, that somebody could sign for, and that no request was
/// made of for what the report says now.
pub(crate) fn due_requests(
    state: &State,
    report: &Report,
    day: Date,
    due: Option<Date>,
) -> Result<Vec<SignOffRequest>, Rejection> {
    let mut requests = Vec::new();
    for open in state.role_standings(report, day) {
        let asked = report.requests.contains_key(&open.role.key);
        if open.standing != Standing::Open || asked || open.holders.is_empty() {
            continue;
        }
        let body = match open.role.needs {
            Needs::Any | Needs::All if open.holders.bodies.is_empty() => None,
            _ => Some(open.holders.bodies.join("; ")),
        };
        let due = match due {
            Some(due) => Some(due),
            None => answer_due(state, report, &open, day)?,
        };
        requests.push(SignOffRequest {
            role: open.role.key.clone(),
            people: open.holders.people,
            body,
            due,
        });
    }
    Ok(requests)
}

/// Last day for the answer of a role that is asked on a day: what the council's
/// timetable has for the meeting, and never less than the days that the route
/// gives. Roles of an earlier stage have those days only, so that time is left
/// for the stages behind.
fn answer_due(
    state: &State,
    report: &Report,
    open: &RoleStanding<'_>,
    day: Date,
) -> Result<Option<Date>, Rejection> {
    let council = state.council()?;
    let working_days = council.working_days();
    let by_route = match open.role.answer_working_days {
        Some(days) => Some(working_days.after(day, days)?),
        None => None,
    };
    let stages = report.route.as_ref().map_or(0, |route| route.stages.len());
    let Some(meeting) = report.content().header.meeting else {
        return Ok(by_route);
    };
    if by_route.is_some() && open.stage + 1 < stages {
        return Ok(by_route);
    }
    let policy = council.timetable_policy(report.content().header.committee.as_deref());
    // A meeting whose days are not known is remarked on, and gives no day.
    let Ok(days) = timetable::before_meeting(&working_days, policy, meeting) else {
        return Ok(by_route);
    };
    let earliest = by_route.unwrap_or(day);
    let fits = days.into_iter().find(|last| *last >= earliest);
    Ok(Some(fits.unwrap_or(earliest)))
}

/// The event of requests that a report has to make, where there are any.
pub(crate) fn request_event(
    report: &Report,
    requests: Vec<SignOffRequest>,
    day: Date,
) -> Option<Event> {
    (!requests.is_empty()).then(|| {
        Event::SignOffRequested(SignOffRequested {
            report: report.id,
            version: report.edition().version,
            hash: report.hash().to_owned(),
            day,
            requests,
        })
    })
}
