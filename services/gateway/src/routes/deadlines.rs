//! Deadlines as a calendar feed, for a person or a committee.

mod list;

use axum::http::Method;
use quarterday_documents::ical::{self, Whose};

use crate::call::Call;
use crate::endpoint::{Answered, Endpoint, Handler};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};
use crate::rights::Needs;
use crate::{access, answer};

const CALENDAR: &str = "text/calendar";

const QUERY: &[Parameter] = &[
    Parameter {
        name: "person",
        shape: Shape::Text,
        about: "Only those of this person, by address",
    },
    Parameter {
        name: "committee",
        shape: Shape::Text,
        about: "Only those of reports to this committee",
    },
];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/deadlines", "deadlines", feed)
            .about(
                "Answers, target dates, sign-offs and the days of meetings, as an iCalendar feed",
            )
            .query(QUERY)
            .gives(CALENDAR),
        Endpoint::new(
            Method::GET,
            "/api/v1/{council}/deadlines/{token}",
            "deadlines_by_token",
            Needs::Address,
            Handler::Blocking(by_token),
        )
        .about(
            "The same for calendars, which can send no token beside the address: a token that \
             may read stands in it. That of a person gives their deadlines",
        )
        .query(QUERY)
        .gives(CALENDAR),
    ]
}

fn feed(call: &Call) -> Answered {
    of(call, call.query.text("person"))
}

fn by_token(call: &Call) -> Answered {
    let Some(email) = access::person(call)? else {
        return feed(call);
    };
    let asked = call.query.text("person").map(str::trim);
    match asked.filter(|asked| !asked.eq_ignore_ascii_case(&email)) {
        Some(_) => Err(Problem::forbidden(format!(
            "this address gives the deadlines of {email} alone: leave `person` out, or have a \
             token made for the other"
        ))),
        None => of(call, Some(&email)),
    }
}

fn of(call: &Call, person: Option<&str>) -> Answered {
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let council = state.council()?;
    let committee = call.query.text("committee");
    if person.is_some() && committee.is_some() {
        let detail = "a feed is of a person or of a committee, not of both";
        return Err(Problem::query("committee", detail));
    }
    let committee = committee.map(|name| state.committee(name)).transpose()?;
    let post = person.map(|email| state.person(email).map(|found| found.details.post.clone()));
    let post = post.transpose()?;
    let (whose, of) = match (&post, committee) {
        (Some(post), _) => (Whose::Person(post), Some(post.as_str())),
        (None, Some(committee)) => (Whose::Committee(committee), Some(committee)),
        (None, None) => (Whose::All, None),
    };
    let name = match of {
        Some(of) => format!("{}: {of}", council.name),
        None => council.name.clone(),
    };
    let deadlines = list::deadlines(&state, state.day_of(call.now()))?;
    let feed = ical::feed(
        &name,
        &format!("{}.quarterday", tenant.id),
        &deadlines,
        whose,
    );
    drop(state);
    let feed = feed.map_err(|error| Problem::query("person", error.to_string()))?;
    Ok(answer::typed(feed, "text/calendar; charset=utf-8"))
}
