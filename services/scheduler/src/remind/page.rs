//! What a digest says: first what is asked, by when, and the link that does it.

use jiff::civil::Date;
use quarterday_domain::State;
use quarterday_domain::reminders::{open_request, performance_team};
use quarterday_proto::digest::{Asked, Because, Thing};
use quarterday_proto::id::PersonId;

use super::asks::{asks, once_each, spoken};
use super::links::Links;
use super::report_page::shown;
use super::why::{reason, why};
use crate::mail::Line;
use crate::mail::template::{Digest, Group, Item};

/// The matter of a digest; none where the person or an item is gone.
pub(super) fn page(
    state: &State,
    person: PersonId,
    items: &[Asked],
    links: &mut Links<'_>,
    today: Date,
) -> Option<Digest> {
    let to = state.person_by_id(person)?;
    // One link takes answers and completions; what is asked of reports has its own.
    let link = match items.iter().any(|asked| asked.thing.report().is_none()) {
        true => Some(links.answers()?),
        false => None,
    };
    let items = once_each(items);
    let mut groups: Vec<(Key<'_>, Group)> = Vec::new();
    for (index, asked) in items.iter().copied().enumerate() {
        // The sign-offs that a report waits for stand together, where the first is.
        let alike = |other: &&&Asked| is_waiting(asked) && is_waiting(other) && alike(asked, other);
        if items[..index].iter().any(|other| alike(&other)) {
            continue;
        }
        let together: Vec<&Asked> = items[index..].iter().filter(alike).copied().collect();
        if together.len() > 1 {
            groups.push((Key::of(asked), waiting(state, &together, links, today)?));
            continue;
        }
        let Some(item) = line_of(state, asked) else {
            groups.push((Key::of(asked), of_report(state, asked, links, today)?));
            continue;
        };
        let key = Key::of(asked);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.items.push(item),
            None => {
                let group = Group {
                    title: heading(state, asked, today)?.into(),
                    link: None,
                    items: vec![item],
                };
                groups.push((key, group));
            }
        }
    }
    // As in the first line: what is overdue first; what says its own days last.
    groups.sort_by_key(|(key, _)| (key.due.is_none(), key.due));
    Some(Digest {
        council: state.council().ok()?.name.as_str().into(),
        to: to.details.post.as_str().into(),
        asks: asks(&items, today).into(),
        link,
        personal: !links.offered.is_empty(),
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        contact: contact(state),
    })
}

/// Whom to ask.
pub(super) fn contact(state: &State) -> Line {
    let team = performance_team(state).and_then(|team| state.person_by_id(team));
    team.map_or_else(
        || Line::of("your performance team"),
        |team| Line::from(format!("{}, {}", team.details.post, team.details.email)),
    )
}

/// What is asked of a report: a group of its own, with a link of its own.
fn of_report(state: &State, asked: &Asked, links: &mut Links<'_>, today: Date) -> Option<Group> {
    let report = state.report_by_id(asked.thing.report()?)?;
    let title = shown(report).title;
    let reads = links.report(&report.details.reference)?;
    let is_deputy = asked.because == Some(Because::Deputy);
    let (what, link) = match &asked.thing {
        Thing::SignOff {
            body: Some(body), ..
        } => (
            format!(
                "Take “{title}” to {body}, and have democratic services or the performance \
                 team record its decision"
            ),
            reads,
        ),
        Thing::SignOff { role, asked_at, .. } => {
            let open = open_request(state, report.id, role, *asked_at, today)?;
            let label = &open.role.label;
            if asked.of.is_none() || is_deputy {
                let what = format!("Read “{title}” and sign it off for {label}, or return it");
                (what, links.sign_off(&asked.thing)?)
            } else {
                (
                    format!("“{title}” waits for the sign-off of {label}"),
                    reads,
                )
            }
        }
        Thing::Publication { .. } => (format!("“{title}” was published"), reads),
        _ => (format!("Revise “{title}”, which was returned"), reads),
    };
    Some(Group {
        title: format!("{what}{}{}", by(asked.due, today), why(state, asked, today)).into(),
        link: Some(link),
        items: Vec::new(),
    })
}

/// Whether a sign-off is another's to give, so that this mail only tells of it.
fn is_waiting(asked: &Asked) -> bool {
    let is_sign_off = matches!(asked.thing, Thing::SignOff { body: None, .. });
    is_sign_off && asked.of.is_some() && asked.because != Some(Because::Deputy)
}

/// Whether two things are of the same report, for the same day.
fn alike(one: &Asked, other: &Asked) -> bool {
    (one.thing.report(), one.due) == (other.thing.report(), other.due)
}

/// The sign-offs that a report waits for, with one link to it.
fn waiting(
    state: &State,
    together: &[&Asked],
    links: &mut Links<'_>,
    today: Date,
) -> Option<Group> {
    let first = together.first()?;
    let report = state.report_by_id(first.thing.report()?)?;
    let mut roles = Vec::new();
    for asked in together {
        let Thing::SignOff { role, asked_at, .. } = &asked.thing else {
            continue;
        };
        let label = &open_request(state, report.id, role, *asked_at, today)?
            .role
            .label;
        roles.push(match reason(state, asked, today) {
            Some(reason) => format!("{label} ({reason})"),
            None => label.clone(),
        });
    }
    Some(Group {
        title: format!(
            "“{}” waits for {} sign-offs{}: {}",
            shown(report).title,
            roles.len(),
            by(first.due, today),
            roles.join("; ")
        )
        .into(),
        link: Some(links.report(&report.details.reference)?),
        items: Vec::new(),
    })
}

fn by(due: Option<Date>, today: Date) -> String {
    match due {
        Some(due) if due < today => format!(", overdue since {}", spoken(due)),
        Some(due) => format!(", by {}", spoken(due)),
        None => String::new(),
    }
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

fn heading(state: &State, asked: &Asked, today: Date) -> Option<String> {
    let what = match &asked.thing {
        Thing::Answer { quarter, .. } => format!(
            "Answers for {} to {}",
            spoken(quarter.first_day()),
            spoken(quarter.last_day())
        ),
        _ => "To be completed".to_owned(),
    };
    let when = match &asked.thing {
        Thing::Answer { .. } => by(asked.due, today),
        _ => String::new(),
    };
    Some(format!("{what}{when}{}", why(state, asked, today)))
}

fn line_of(state: &State, asked: &Asked) -> Option<Item> {
    let (Thing::Answer { plan, item, .. } | Thing::Completion { plan, item, .. }) = &asked.thing
    else {
        return None;
    };
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
        due,
    })
}
