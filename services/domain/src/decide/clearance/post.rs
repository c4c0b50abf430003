//! Appointing to a statutory post.

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::AppointStatutory;
use quarterday_proto::event::{Event, PostAppointed};
use quarterday_proto::route::StatutoryPost;

use super::super::{Case, Decided};
use crate::calendar::in_words;
use crate::clearance::NOT_WITH_MONITORING_OFFICER;
use crate::rejection::{Code, reject};
use crate::state::{Appointment, State};

pub(crate) fn appoint(case: &Case<'_>, command: &AppointStatutory) -> Result<Decided, Rejection> {
    let person = case.state.person(&command.person)?;
    let appointment = Appointment {
        post: command.post,
        person: person.id,
        from: command.from,
        place: case.state.head() + 1,
    };
    let known = |known: &&Appointment| known.post == command.post && known.from == command.from;
    let last = case.state.appointments().iter().rev().find(known);
    if last.is_some_and(|last| last.person == person.id) {
        return Ok(Decided::default());
    }
    // Later appointments count too: each day from which a post changes hands is
    // looked at.
    let days = case.state.appointments().iter().map(|known| known.from);
    let mut days: Vec<Date> = days.filter(|day| *day > command.from).collect();
    days.push(command.from);
    days.sort_unstable();
    for day in days {
        for other in NOT_WITH_MONITORING_OFFICER {
            let officer = StatutoryPost::MonitoringOfficer;
            let holder = |post| holder_with(case.state, &appointment, post, day);
            let (Some(one), Some(two)) = (holder(officer), holder(other)) else {
                continue;
            };
            if one == two && one == person.id {
                return Err(reject(
                    Code::PostConflict,
                    format!(
                        "{} would be {} and {} from {}, and the monitoring officer may be \
                         neither chief finance officer nor head of paid service",
                        person.details.post,
                        officer.words(),
                        other.words(),
                        in_words(day)
                    ),
                ));
            }
        }
    }
    Ok(Event::PostAppointed(PostAppointed {
        post: command.post,
        person: person.id,
        from: command.from,
    })
    .into())
}

/// Who would hold a post on a day, with one appointment more.
fn holder_with(
    state: &State,
    new: &Appointment,
    post: StatutoryPost,
    day: Date,
) -> Option<quarterday_proto::id::PersonId> {
    let all = state.appointments().iter().chain(std::iter::once(new));
    all.filter(|known| known.post == post && known.from <= day)
        .max_by_key(|known| (known.from, known.place))
        .map(|known| known.person)
}
