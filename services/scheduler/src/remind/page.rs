//! What a digest says: first what is asked, by when, and the link that does it.

use jiff::civil::Date;
use quarterday_domain::State;
use quarterday_domain::reminders::performance_team;
use quarterday_proto::digest::{Asked, Because, Thing};
use quarterday_proto::id::PersonId;

use crate::mail::template::{Digest, Group, Item};
use crate::mail::{Line, Link};

/// The matter of a digest; none where the person or an item is gone.
pub(super) fn page(
    state: &State,
    person: PersonId,
    items: &[Asked],
    link: Link,
    today: Date,
) -> Option<Digest> {
    let to = state.person_by_id(person)?;
    let contact = performance_team(state)
        .and_then(|team| state.person_by_id(team))
        .map_or_else(
            || "your performance team".to_owned(),
            |team| format!("{}, {}", team.details.post, team.details.email),
        );
    let mut groups: Vec<(Key<'_>, Group)> = Vec::new();
    for asked in items {
        let item = line_of(state, asked)?;
        let key = Key::of(asked);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.items.push(item),
            None => {
                let group = Group {
                    title: heading(state, asked, today)?.into(),
                    items: vec![item],
                };
                groups.push((key, group));
            }
        }
    }
    Some(Digest {
        council: state.council().ok()?.name.as_str().into(),
        to: to.details.post.as_str().into(),
        asks: asks(items, today).into(),
        link,
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        contact: contact.into(),
    })
}

/// What goes under one heading.
#[derive(PartialEq)]
struct Key<'a> {
    quarter: Option<quarterday_proto::quarter::Quarter>,
    due: Option<Date>,
    of: Option<PersonId>,
    because: Option<&'a Because>,
}

impl<'a> Key<'a> {
    fn of(asked: &'a Asked) -> Self {
        let (quarter, due) = match &asked.thing {
            Thing::Answer { quarter, .. } => (Some(*quarter), asked.due),
            // Each line says its own day.
            _ => (None, None),
        };
        Self {
            quarter,
            due,
            of: asked.of,
            because: asked.because.as_ref(),
        }
    }
}

/// The first sentence: what is asked, and by when.
fn asks(items: &[Asked], today: Date) -> String {
    let is_answer = |asked: &&Asked| matches!(asked.thing, Thing::Answer { .. });
    let answers = items.iter().filter(is_answer).count();
    let others = items.len() - answers;
    let first = items.iter().filter_map(|asked| asked.due).min();
    let mut what = Vec::new();
    if answers > 0 {
        what.push(counted(answers, "answer", "answers"));
    }
    if others > 0 {
        what.push(counted(others, "item to complete", "items to complete"));
    }
    let what = what.join(" and ");
    match first {
        Some(day) if day < today => format!("{what} wanted, due since {}", spoken(day)),
        Some(day) => format!("{what} wanted by {}", spoken(day)),
        None => format!("{what} wanted"),
    }
}

fn heading(state: &State, asked: &Asked, today: Date) -> Option<String> {
    let what = match &asked.thing {
        Thing::Answer { quarter, .. } => format!(
            "Answers for {} to {}",
            spoken(quarter.first_day()),
            spoken(quarter.last_day())
        ),
        Thing::Completion { .. } => "To be completed".to_owned(),
    };
    let when = match (&asked.thing, asked.due) {
        (Thing::Answer { .. }, Some(due)) if due < today => {
            format!(", overdue since {}", spoken(due))
        }
        (Thing::Answer { .. }, Some(due)) => format!(", by {}", spoken(due)),
        _ => String::new(),
    };
    let of = asked.of.and_then(|of| state.person_by_id(of));
    let of = of.map_or("nobody", |of| of.details.post.as_str());
    let why = match asked.because {
        None => String::new(),
        Some(Because::Deputy) => format!("; you are asked as deputy for {of}"),
        Some(Because::Manager) => format!("; {of} is away and you are their line manager"),
        Some(Because::Escalated) => format!("; {of} was reminded and has not answered"),
        Some(Because::Unreachable) => format!("; the address of {of} takes no mail"),
        Some(Because::Unanswerable) => {
            format!("; owned by {of}, and there is nobody else to ask")
        }
    };
    Some(format!("{what}{when}{why}"))
}

fn line_of(state: &State, asked: &Asked) -> Option<Item> {
    let (Thing::Answer { plan, item, .. } | Thing::Completion { plan, item, .. }) = &asked.thing;
    let plan = state.plan_by_id(*plan)?;
    let item = state.item_by_id(*item)?;
    let definition = item.latest();
    let due = match &asked.thing {
        Thing::Completion { due, .. } => Some(*due),
        _ => definition.due,
    };
    Some(Item {
        reference: Line::of(&definition.reference),
        title: Line::of(&definition.title),
        plan: Line::of(&plan.details.title),
        owner: None,
        due,
    })
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn spoken(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}
