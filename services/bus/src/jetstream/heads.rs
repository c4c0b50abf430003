//! What a would-be writer makes of the ends of other ledgers.

use quarterday_proto::exchange::Report;
use quarterday_proto::record::Hash;

use super::quorum::Differs;

/// The longest of the ledgers that were heard, once all that are not longer
/// than ours are found to be the same as ours; `None` if none was heard.
///
/// # Errors
/// What the leaf of a place could not be had for, or, inside, that a ledger has
/// another history than ours.
pub(super) fn longest<E>(
    heads: &[Report],
    stored: u64,
    mut leaf_of: impl FnMut(u64) -> Result<Hash, E>,
) -> Result<Result<Option<&Report>, Differs>, E> {
    for head in heads {
        if head.place == 0 || head.place > stored {
            continue;
        }
        let ours = leaf_of(head.place)?;
        if ours != head.leaf {
            return Ok(Err(differs(head, ours)));
        }
    }
    Ok(Ok(heads.iter().max_by_key(|head| head.place)))
}

/// Holds the ledgers that are longer than ours against what the longest of them
/// has from place `from` on. Where two of them differ one was left behind with
/// what nobody acknowledged, and length does not tell which.
///
/// # Errors
/// The ledger that differs from the longest, whose leaf is called ours.
pub(super) fn same(heads: &[Report], from: u64, longest: &[Hash]) -> Result<(), Differs> {
    for head in heads {
        let at = head.place.checked_sub(from).map(usize::try_from);
        let Some(Ok(at)) = at else { continue };
        match longest.get(at) {
            Some(leaf) if *leaf != head.leaf => return Err(differs(head, *leaf)),
            Some(_) | None => {}
        }
    }
    Ok(())
}

fn differs(head: &Report, ours: Hash) -> Differs {
    Differs {
        node: head.node.clone(),
        place: head.place,
        ours,
        theirs: head.leaf,
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn head(node: &str, place: u64, leaf: u8) -> Report {
        Report {
            node: node.parse().unwrap(),
            place,
            leaf: [leaf; 32],
            counts: true,
        }
    }

    #[test]
    fn the_longest_of_one_history_is_found() {
        let leaf = |place: u64| Ok::<_, Infallible>([place as u8; 32]);
        let heads = [head("a", 0, 0), head("b", 9, 9), head("c", 4, 4)];
        let Ok(found) = longest(&heads, 5, leaf);
        assert_eq!(found.unwrap(), Some(&heads[1]));
        let Ok(found) = longest(&[], 5, leaf);
        assert_eq!(found.unwrap(), None);
        let heads = [head("b", 9, 9), head("c", 4, 7)];
        let Ok(found) = longest(&heads, 5, leaf);
        assert_eq!(found.unwrap_err().place, 4);
    }

    #[test]
    fn ledgers_that_are_longer_than_ours_are_held_against_each_other() {
        let fetched = [[6; 32], [7; 32], [8; 32]];
        let same = |heads: &[Report]| same(heads, 6, &fetched);
        assert_eq!(
            same(&[head("b", 8, 8), head("c", 7, 7), head("d", 3, 9)]),
            Ok(())
        );
        let differs = same(&[head("b", 8, 8), head("c", 6, 9)]).unwrap_err();
        assert_eq!((differs.node.as_str(), differs.place), ("c", 6));
    }
}
