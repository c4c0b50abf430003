//! Working days, and the days that follow from a meeting.

use quarterday_domain::timetable;
use quarterday_proto::calendar::CalendarView;
use quarterday_proto::timetable::Timetable;
use quarterday_proto::when;

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

const YEAR: Parameter = Parameter {
    name: "year",
    shape: Shape::Whole,
    about: "The calendar year",
};

const MEETING: Parameter = Parameter {
    name: "meeting",
    shape: Shape::Text,
    about: "Day of the meeting (2021-11-10, 10/11/2021)",
};

const COMMITTEE: Parameter = Parameter {
    name: "committee",
    shape: Shape::Text,
    about: "Whose meeting it is: its own timetable counts, where it has one",
};

const KEY_DECISION: Parameter = Parameter {
    name: "key_decision",
    shape: Shape::Flag,
    about: "Whether a key or private decision is to be taken, which is announced first",
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/calendar", "calendar", calendar)
            .about("The holidays of a calendar year, which are no working days, and the last day that they are known to")
            .query(&[YEAR])
            .gives_json::<CalendarView>(),
        Endpoint::read("/api/v1/{council}/timetable", "timetable", timetable)
            .about("The days that follow from a meeting (draft, sign-off, publication, notices, call-in), each with how it was worked out")
            .query(&[MEETING, COMMITTEE, KEY_DECISION])
            .gives_json::<Timetable>(),
    ]
}

fn calendar(call: &Call) -> Answered {
    let year = call.query.whole("year", 1..=9999)?;
    let year = year.ok_or_else(|| needed("year"))?;
    let year = i16::try_from(year).map_err(Problem::internal)?;
    let state = call.tenant()?.view.state();
    let view = state.council()?.working_days().year(year)?;
    drop(state);
    answer::json(&view)
}

fn timetable(call: &Call) -> Answered {
    let meeting = call
        .query
        .text("meeting")
        .ok_or_else(|| needed("meeting"))?;
    let meeting = when::day(meeting).map_err(|expected| Problem::query("meeting", expected))?;
    let key_decision = call.query.flag("key_decision")?;
    let state = call.tenant()?.view.state();
    let council = state.council()?;
    let committee = call.query.text("committee");
    let committee = committee.map(|name| state.committee(name)).transpose()?;
    let policy = council.timetable_policy(committee);
    let days = council.working_days();
    let mut view = timetable::timetable(&days, policy, meeting, key_decision)?;
    view.committee = committee.map(str::to_owned);
    drop(state);
    answer::json(&view)
}

fn needed(name: &str) -> Problem {
    Problem::query(name, "it is needed")
}
