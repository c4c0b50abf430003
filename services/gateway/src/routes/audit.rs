//! The audit trail: who did what, to what, and when.

mod commit;
mod subject;
mod walk;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use quarterday_domain::State;
use quarterday_domain::rights::Right;
use quarterday_ledger::Query as Find;
use quarterday_projections::KnownAt;
use quarterday_proto::api::{AuditEntry, Trail};
use quarterday_proto::event::Event;
use quarterday_proto::id::ActorId;
use quarterday_proto::when::When;

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::limits::{ENTRIES_DEFAULT, ENTRIES_MAX, TEXT_CHARS_MAX};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

pub(super) use commit::{Whole, entry, whole};
use walk::Walk;

pub(crate) const QUERY: &[Parameter] = &[
    Parameter {
        name: "subject",
        shape: Shape::Text,
        about: "`action.<id>`, or `<plan>/<ref>`, `<plan>/<quarter>`, `plan/<plan>`, `person/<email>`, `amendment/<ref>`, `token/<name>`",
    },
    Parameter {
        name: "plan",
        shape: Shape::Text,
        about: "A plan with all its items and quarters; with `ref` that item alone",
    },
    Parameter {
        name: "ref",
        shape: Shape::Text,
        about: "An item of the plan that `plan` names",
    },
    Parameter {
        name: "actor",
        shape: Shape::Text,
        about: "`operator`, `system`, `person.<id>` or `token.<id>`",
    },
    Parameter {
        name: "type",
        shape: Shape::Words(types),
        about: "Name of an event",
    },
    Parameter {
        name: "from",
        shape: Shape::Text,
        about: "Recorded on or after a day (2020-11-10, 10/11/2020) or a moment; without a zone in that of the council",
    },
    Parameter {
        name: "to",
        shape: Shape::Text,
        about: "Recorded on or before a day or a moment; without a zone in that of the council",
    },
    Parameter {
        name: "text",
        shape: Shape::Text,
        about: "A text that the data holds, whether large or small letters",
    },
    Parameter {
        name: "known_at",
        shape: Shape::Text,
        about: "As known at a place, a day or a moment",
    },
    Parameter {
        name: "limit",
        shape: Shape::Whole,
        about: "At most so many, 1 to 1000; 100 unless given",
    },
    Parameter {
        name: "before",
        shape: Shape::Whole,
        about: "Where to go on, `next` of the page before: only places before it, or after it where the oldest come first",
    },
    Parameter {
        name: "after",
        shape: Shape::Whole,
        about: "Only places after this one, in either order",
    },
    Parameter {
        name: "order",
        shape: Shape::Words(orders),
        about: "`newest` first, unless given, or `oldest`",
    },
];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/audit", "audit", audit)
            .needs(Right::Audit)
            .about("The audit trail: commits by subject, actor, type, time and text")
            .query(QUERY)
            .gives_json::<Trail>(),
    ]
}

fn types() -> Vec<&'static str> {
    Event::NAMES.to_vec()
}

fn orders() -> Vec<&'static str> {
    vec!["newest", "oldest"]
}

fn audit(call: &Call) -> Answered {
    answer::json(&trail(call)?)
}

/// What happened to one subject, newest first, as far as one page goes.
pub(crate) fn history(call: &Call, subject: &str) -> Result<Trail, Problem> {
    let tenant = call.tenant()?;
    let find = Find {
        subjects: vec![subject.to_owned()],
        newest_first: true,
        ..Find::default()
    };
    let mut trail = Walk::new(tenant.log.ledger(), find, None, ENTRIES_DEFAULT).trail()?;
    name(&tenant.view.state(), &mut trail.entries);
    Ok(trail)
}

/// The page of the trail that a request asks for.
pub(crate) fn trail(call: &Call) -> Result<Trail, Problem> {
    let tenant = call.tenant()?;
    let subjects = subject::asked(call)?;
    let newest_first = match call.query.text("order") {
        None | Some("newest") => true,
        Some("oldest") => false,
        Some(_) => return Err(Problem::query("order", "`newest` or `oldest`")),
    };
    let known_at: Option<KnownAt> = call.query.parsed("known_at")?;
    let mut last = known_at
        .map(|known_at| tenant.view.place_at(known_at))
        .transpose()?;
    let mut first = call
        .query
        .whole("after", 0..=u64::MAX)?
        .unwrap_or(0)
        .saturating_add(1);
    // `next` of the page before goes on in the order that is asked for.
    match call.query.whole("before", 1..=u64::MAX)? {
        Some(before) if newest_first => last = Some(last.unwrap_or(u64::MAX).min(before - 1)),
        Some(behind) => first = first.max(behind.saturating_add(1)),
        None => {}
    }
    let find = Find {
        subjects,
        actors: actor(call)?
            .into_iter()
            .map(|actor| actor.to_string())
            .collect(),
        kinds: kind(call)?.into_iter().map(str::to_owned).collect(),
        from: moment(call, "from", Time::MIN)?,
        to: moment(call, "to", Time::MAX)?,
        place_from: Some(first),
        place_to: last,
        newest_first,
        limit: 0,
    };
    let limit = call
        .query
        .whole("limit", 1..=ENTRIES_MAX)?
        .unwrap_or(ENTRIES_DEFAULT);
    let walk = Walk::new(tenant.log.ledger(), find, text(call)?.as_deref(), limit);
    let mut trail = walk.trail()?;
    name(&tenant.view.state(), &mut trail.entries);
    Ok(trail)
}

/// Says what the subjects of entries are called.
pub(super) fn name(state: &State, entries: &mut [AuditEntry]) {
    for entry in entries {
        entry.about = subject::called(state, &entry.subject);
    }
}

fn actor(call: &Call) -> Result<Option<ActorId>, Problem> {
    call.query.parsed("actor")
}

fn kind(call: &Call) -> Result<Option<&'static str>, Problem> {
    let Some(asked) = call.query.text("type") else {
        return Ok(None);
    };
    let known = Event::NAMES.iter().find(|name| **name == asked);
    known.map(|name| Some(*name)).ok_or_else(|| {
        Problem::query(
            "type",
            format!("the name of an event: {}", Event::NAMES.join(", ")),
        )
    })
}

fn text(call: &Call) -> Result<Option<String>, Problem> {
    let Some(asked) = call.query.text("text") else {
        return Ok(None);
    };
    if asked.chars().count() > TEXT_CHARS_MAX {
        return Err(Problem::query(
            "text",
            format!("at most {TEXT_CHARS_MAX} characters"),
        ));
    }
    Ok(Some(asked.to_owned()))
}

/// A moment, or a time of a day, in the council's zone unless it names one.
fn moment(call: &Call, name: &'static str, time: Time) -> Result<Option<Timestamp>, Problem> {
    let Some(asked) = call.query.parsed::<When>(name)? else {
        return Ok(None);
    };
    let state = call.tenant()?.view.state();
    let zone = state
        .council()
        .map_or(TimeZone::UTC, |council| council.time_zone().clone());
    let outside = || Problem::query(name, "a moment that the calendar reaches");
    asked.moment(&zone, time).map(Some).ok_or_else(outside)
}
