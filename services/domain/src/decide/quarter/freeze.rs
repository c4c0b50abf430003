//! What a closing or a restatement freezes.

use std::collections::BTreeMap;

use quarterday_proto::event::{Event, PositionFrozen, StatusChange};
use quarterday_proto::position::Position;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::scheme::Axis;
use sha2::{Digest as _, Sha256};

use crate::position::{Selection, bases, positions_under};
use crate::scheme::CompiledScheme;
use crate::state::{Plan, State};

/// Every position that may be asked of a closed quarter: of each kind and axis,
/// for the measures' own figures and each basis that has targets or figures, over all and
/// by theme.
pub(super) fn all_positions(
    state: &State,
    plan: &Plan,
    quarter: Quarter,
    scheme: &CompiledScheme,
    place: u64,
) -> Vec<Position> {
    let mut themes: Vec<Option<String>> = state
        .items_of(plan)
        .filter(|item| item.counts_as_at(quarter.last_day()))
        .map(|item| {
            item.version_as_at(quarter.last_day())
                .definition
                .theme
                .clone()
        })
        .filter(Option::is_some)
        .collect();
    themes.sort();
    themes.dedup();
    themes.insert(0, None);
    let mut made = Vec::new();
    let given = bases(state, plan, quarter).into_iter().map(Some);
    for basis in std::iter::once(None).chain(given) {
        for theme in &themes {
            let selection = Selection {
                basis,
                theme: theme.clone(),
                ..Selection::default()
            };
            let all = positions_under(state, plan, quarter, &selection, scheme, place);
            made.extend(all.into_iter().filter(|position| {
                let by_basis = position.axis == Axis::Target;
                (basis.is_none() || by_basis) && (theme.is_none() || position.total > 0)
            }));
        }
    }
    made
}

/// Digest over every item, its status and the places behind it.
pub(super) fn inputs(positions: &[Position]) -> String {
    let mut hasher = Sha256::new();
    for position in positions {
        hasher.update(position.scheme.as_bytes());
        for item in &position.items {
            hasher.update([0]);
            hasher.update(item.reference.as_bytes());
            hasher.update([0]);
            hasher.update(item.status.as_bytes());
            for place in &item.trace {
                hasher.update(place.to_be_bytes());
            }
        }
    }
    hex::encode(hasher.finalize())
}

/// The items whose status differs, over all themes and each basis's own.
pub(super) fn changes(reported: &[Position], known: &[Position]) -> Vec<StatusChange> {
    type Statuses<'a> = BTreeMap<(String, &'a str), &'a str>;
    fn statuses(positions: &[Position]) -> Statuses<'_> {
        let whole = positions.iter().filter(|position| position.theme.is_none());
        whole
            .flat_map(|position| {
                let basis = position
                    .basis
                    .map(|basis| format!("/{basis}"))
                    .unwrap_or_default();
                let name = format!("{}/{}{basis}", position.kind, position.axis);
                position.items.iter().map(move |item| {
                    (
                        (name.clone(), item.reference.as_str()),
                        item.status.as_str(),
                    )
                })
            })
            .collect()
    }
    let (before, after) = (statuses(reported), statuses(known));
    let mut keys: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .filter(|key| before.get(key) != after.get(key))
        .map(|key| StatusChange {
            reference: key.1.to_owned(),
            assessment: key.0.clone(),
            reported: before.get(&key).map(|status| (*status).to_owned()),
            known: after.get(&key).map(|status| (*status).to_owned()),
        })
        .collect()
}

/// The events that keep positions.
pub(super) fn freeze(
    plan: &Plan,
    quarter: Quarter,
    closing: u32,
    restatement: Option<u32>,
    positions: Vec<Position>,
) -> impl Iterator<Item = Event> {
    let plan = plan.id;
    positions.into_iter().map(move |mut position| {
        position.strip_traces();
        Event::PositionFrozen(PositionFrozen {
            plan,
            quarter,
            closing,
            restatement,
            position: Box::new(position),
        })
    })
}
