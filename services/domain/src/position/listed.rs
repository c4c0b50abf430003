//! What positions there are, in words, for whoever asked for another.

use std::collections::BTreeMap;

use quarterday_proto::position::Position;

/// Kinds, axes and bases of positions: `action on status; measure on target
/// (each item's own basis, ytd), forecast`.
pub fn listed<'a>(positions: impl IntoIterator<Item = &'a Position>) -> String {
    let mut kinds: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for position in positions {
        let axes = kinds.entry(position.kind).or_default();
        let known = axes.iter().position(|(axis, _)| *axis == position.axis);
        let index = known.unwrap_or_else(|| {
            axes.push((position.axis, Vec::new()));
            axes.len() - 1
        });
        let bases = &mut axes[index].1;
        if let Some(basis) = position.basis.filter(|basis| !bases.contains(basis)) {
            bases.push(basis);
        }
    }
    let of_kind = |(kind, axes): (_, Vec<(_, Vec<_>)>)| {
        let axes = axes.iter().map(|(axis, bases)| {
            let bases: Vec<String> = bases.iter().map(ToString::to_string).collect();
            match bases.as_slice() {
                [] => format!("{axis}"),
                some => format!("{axis} (each item's own basis, {})", some.join(", ")),
            }
        });
        format!("{kind} on {}", axes.collect::<Vec<_>>().join(", "))
    };
    let kinds: Vec<String> = kinds.into_iter().map(of_kind).collect();
    if kinds.is_empty() {
        return "none".to_owned();
    }
    kinds.join("; ")
}
