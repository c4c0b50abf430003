//! What a closing or a restatement freezes.

use quarterday_proto::event::{Event, PositionFrozen};
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
