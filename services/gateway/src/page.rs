//! Lists that come in pages, so that no answer grows with the council.

use crate::call::Call;
use crate::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

/// The parameters of every list.
pub(crate) const QUERY: &[Parameter] = &[
    Parameter {
        name: "limit",
        shape: Shape::Whole,
        about: "At most so many, 1 to 500; 100 unless given",
    },
    Parameter {
        name: "after",
        shape: Shape::Text,
        about: "Those after this one: `next` of the page before",
    },
];

/// How many entries a page has at most.
pub(crate) fn limit(call: &Call) -> Result<usize, Problem> {
    let limit = call.query.whole("limit", 1..=PAGE_MAX)?;
    Ok(usize::try_from(limit.unwrap_or(PAGE_DEFAULT)).unwrap_or(usize::MAX))
}

/// The entries of a page in the order of their keys, which differ, and the key
/// of the last of them where more follow.
pub(crate) fn of<T, K: Ord>(
    call: &Call,
    entries: impl Iterator<Item = T>,
    after: Option<K>,
    key: impl Fn(&T) -> K,
) -> Result<(Vec<T>, Option<K>), Problem> {
    let limit = limit(call)?;
    let rest = |entry: &T| after.as_ref().is_none_or(|after| key(entry) > *after);
    let mut page: Vec<T> = entries.filter(rest).collect();
    page.sort_unstable_by_key(&key);
    let more = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| more).map(&key);
    Ok((page, next))
}
