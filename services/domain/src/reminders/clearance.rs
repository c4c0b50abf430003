//! What reports ask of people: sign-offs, and the revision of what was returned;
//! and whom their publication is told to.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use quarterday_proto::digest::{Because, Thing};
use quarterday_proto::id::{PersonId, ReportId};
use quarterday_proto::report::{ReportState, Signatory};

use super::route::{Unreached, is_there, manager_or_team};
use super::thing::Candidate;
use crate::clearance::OpenRequest;
use crate::state::{Report, State};
use crate::timetable;

/// The sign-offs that are asked for and not given: of each person who can sign,
/// and for bodies of the author, who takes the report to them.
pub(super) fn sign_offs(state: &State, today: Date) -> Vec<Candidate> {
    let mut found = Vec::new();
    for open in state.open_requests(today) {
        let Some(asked_at) = asked_at(&open) else {
            continue;
        };
        let thing = |body| Thing::SignOff {
            report: open.report.id,
            role: open.role.key.clone(),
            asked_at,
            body,
        };
        let candidate = |thing, holder| Candidate {
            thing,
            holder: Some(holder),
            due: open.due,
            sponsor: state.sponsor_of(open.report, today),
            quarter_end: None,
            meeting: open.report.content().header.meeting,
        };
        let people = open.people.iter();
        found.extend(people.map(|person| candidate(thing(None), *person)));
        if !open.bodies.is_empty() {
            let author = state.author_of(open.report, today);
            found.push(candidate(thing(Some(open.bodies.join("; "))), author));
        }
    }
    found
}

/// The reports that were returned to their authors.
pub(super) fn returns(state: &State, today: Date) -> Vec<Candidate> {
    let returned = state
        .reports()
        .filter(|report| report.state == ReportState::Returned);
    let candidate = |report: &Arc<Report>| {
        let last = report.returns.last()?;
        Some(Candidate {
            thing: Thing::Revision {
                report: report.id,
                returned_at: last.place,
            },
            holder: Some(state.author_of(report, today)),
            due: revised_by(state, report, last.day),
            sponsor: state.sponsor_of(report, today),
            quarter_end: None,
            meeting: report.content().header.meeting,
        })
    };
    returned.filter_map(candidate).collect()
}

/// By when a report that was returned on a day is to be put right: by the end of
/// sign-off, so that it can be signed again, or where that is over by the day of
/// the final report or of publication.
fn revised_by(state: &State, report: &Report, returned: Date) -> Option<Date> {
    let header = &report.content().header;
    let council = state.council().ok()?;
    let policy = council.timetable_policy(header.committee.as_deref());
    let days = timetable::before_meeting(&council.working_days(), policy, header.meeting?).ok()?;
    days.into_iter().find(|last| *last >= returned)
}

/// Whether a sign-off or a revision is still to be done.
pub(super) fn is_undone(state: &State, thing: &Thing, today: Date) -> bool {
    match thing {
        Thing::SignOff {
            report,
            role,
            asked_at,
            body,
        } => open(state, *report, role, *asked_at, today).is_some_and(|open| match body {
            Some(_) => !open.bodies.is_empty(),
            None => !open.people.is_empty(),
        }),
        Thing::Revision {
            report,
            returned_at,
        } => state.report_by_id(*report).is_some_and(|report| {
            let last = report.returns.last().map(|returned| returned.place);
            report.state == ReportState::Returned && last == Some(*returned_at)
        }),
        Thing::Publication {
            report,
            published_at,
        } => state
            .report_by_id(*report)
            .is_some_and(|report| published_at_place(report) == Some(*published_at)),
        Thing::Answer { .. } | Thing::Completion { .. } => false,
    }
}

/// The reports that were published some days ago at most, once for each person
/// who wrote, sponsors or signed them and is there to be told.
pub(super) fn publications(state: &State, days: u8, today: Date) -> Vec<Candidate> {
    let mut found = Vec::new();
    for report in state.reports() {
        let Some(published) = report.published_at else {
            continue;
        };
        let ago = (today - state.day_of(published.at)).get_days();
        if !(0..=i32::from(days)).contains(&ago) {
            continue;
        }
        let there = involved(state, report, today).into_iter();
        let there = there.filter(|person| is_there(state, *person, today));
        found.extend(there.map(|person| Candidate {
            thing: Thing::Publication {
                report: report.id,
                published_at: published.place,
            },
            holder: Some(person),
            due: None,
            sponsor: None,
            quarter_end: None,
            meeting: report.content().header.meeting,
        }));
    }
    found
}

/// Whoever wrote, sponsors or signed a report, or had a deputy sign it for them,
/// each once. What a body signed nobody is told of for it.
pub(crate) fn involved(state: &State, report: &Report, today: Date) -> Vec<PersonId> {
    let mut people = vec![state.author_of(report, today)];
    people.extend(state.sponsor_of(report, today));
    for signature in &report.signatures {
        let Signatory::Person {
            person, acting_for, ..
        } = &signature.by
        else {
            continue;
        };
        if signature.voided_at.is_none() {
            people.push(*person);
            people.extend(acting_for);
        }
    }
    let mut seen = BTreeSet::new();
    people.retain(|person| seen.insert(*person));
    people
}

fn published_at_place(report: &Report) -> Option<u64> {
    report.published_at.map(|recorded| recorded.place)
}

/// Whether a sign-off is a person's to give, or a report theirs to revise or to
/// be told of.
pub(super) fn is_theirs(state: &State, thing: &Thing, person: PersonId, today: Date) -> bool {
    let report = thing.report().and_then(|report| state.report_by_id(report));
    let Some(report) = report else {
        return false;
    };
    match thing {
        Thing::Publication { .. } => involved(state, report, today).contains(&person),
        Thing::SignOff {
            role,
            asked_at,
            body: None,
            ..
        } => {
            let open = open(state, report.id, role, *asked_at, today);
            open.is_some_and(|open| open.people.contains(&person))
        }
        _ => state.author_of(report, today) == person,
    }
}

/// Who is asked for a person's sign-off: a deputy while a delegation lasts, or
/// else the person; if neither is there the line manager, who can have it
/// reassigned. Being a deputy without a delegation gives no right to sign.
pub(super) fn signatory(
    state: &State,
    thing: &Thing,
    holder: PersonId,
    today: Date,
) -> Result<(PersonId, Option<Because>), Unreached> {
    if let Thing::SignOff {
        report,
        role,
        asked_at,
        body: None,
    } = thing
        && let Some(open) = open(state, *report, role, *asked_at, today)
    {
        let mut deputies = open.deputies.iter();
        let there =
            deputies.find(|(deputy, of, _)| *of == holder && is_there(state, *deputy, today));
        if let Some((deputy, ..)) = there {
            return Ok((*deputy, Some(Because::Deputy)));
        }
    }
    if is_there(state, holder, today) {
        return Ok((holder, None));
    }
    manager_or_team(state, holder, today)
}

/// The open request that a thing is of.
pub fn open<'a>(
    state: &'a State,
    report: ReportId,
    role: &str,
    asked_at_place: u64,
    today: Date,
) -> Option<OpenRequest<'a>> {
    let report = state.report_by_id(report)?;
    let mut requests = state.open_requests_of(report, today).into_iter();
    let found = requests.find(|open| open.role.key == role)?;
    (asked_at(&found) == Some(asked_at_place)).then_some(found)
}

fn asked_at(open: &OpenRequest<'_>) -> Option<u64> {
    let request = open.report.requests.get(&open.role.key)?;
    Some(request.place)
}
