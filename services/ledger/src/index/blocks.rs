//! Looking up stored blocks. Whatever is not as it was stored is an error, and
//! the caller builds anew.

use quarterday_proto::record::Hash;

use super::page::{self, COMMANDS, Kind, Page};
use super::part::Part;
use super::store::Store;

/// The form of blocks; raised when it changes, so that old ones are rebuilt.
const FORM: u32 = 2;

/// Header of a segment's blocks: what they were made from.
pub(crate) fn header(version: u32, root: &Hash, count: u64) -> Vec<u8> {
    let mut value = Vec::with_capacity(52);
    value.extend_from_slice(&FORM.to_le_bytes());
    value.extend_from_slice(&version.to_le_bytes());
    value.extend_from_slice(&count.to_le_bytes());
    value.extend_from_slice(root);
    let crc = crc32c::crc32c(&value);
    value.extend_from_slice(&crc.to_le_bytes());
    value
}

/// Stores the blocks of a segment, the header last.
pub(crate) fn store(store: &dyn Store, part: &Part, header: Vec<u8>) -> Result<(), String> {
    remove(store, part.first)?;
    store.put(part.blocks())?;
    store.put(vec![(page::header_key(part.first), header)])?;
    store.flush()
}

/// Removes the blocks of a segment.
pub(crate) fn remove(store: &dyn Store, segment: u64) -> Result<(), String> {
    store.remove_prefix(&page::header_key(segment))?;
    (COMMANDS..=3).try_for_each(|kind| store.remove_prefix(&page::block_prefix(kind, segment)))
}

/// Whether a segment's blocks are there and were made from what is there now.
pub(crate) fn are_stored(store: &dyn Store, segment: u64, header: &[u8]) -> Result<bool, String> {
    Ok(store
        .get(&page::header_key(segment))?
        .is_some_and(|stored| stored == header))
}

/// Gives every fingerprint of a block to a function, checking that no page is
/// missing; the count of them.
pub(crate) fn each(
    store: &dyn Store,
    kind: Kind,
    segment: u64,
    mut each: impl FnMut(u64),
) -> Result<u64, String> {
    let prefix = page::block_prefix(kind, segment);
    let (mut count, mut number) = (0, 0);
    let mut from = prefix.clone();
    while let Some((key, value)) = store
        .from(&from)?
        .filter(|(key, _)| key.starts_with(&prefix))
    {
        let page = Page::decode(&key, value).ok_or("a page is damaged")?;
        if page.number != number {
            return Err("a page is missing".to_owned());
        }
        page.entries().for_each(|entry| each(entry.0));
        count += page.entries().count() as u64;
        if page.is_last() {
            return Ok(count);
        }
        number += 1;
        from = key;
        from.push(0);
    }
    if number == 0 {
        Ok(0)
    } else {
        Err("the last page is missing".to_owned())
    }
}

/// Places of a fingerprint in a block that is not empty, in order.
pub(crate) fn places(
    store: &dyn Store,
    kind: Kind,
    segment: u64,
    fingerprint: u64,
) -> Result<Vec<u64>, String> {
    let prefix = page::block_prefix(kind, segment);
    let mut places = Vec::new();
    // The page before may end with entries of this fingerprint too.
    let sought = page::page_key(kind, segment, fingerprint, 0);
    let before = store
        .below(&sought)?
        .filter(|(key, _)| key.starts_with(&prefix));
    let first = match before {
        Some(pair) => Some(pair),
        None => store
            .from(&prefix)?
            .filter(|(key, _)| key.starts_with(&prefix)),
    };
    let Some((mut key, value)) = first else {
        return Err("a block is missing".to_owned());
    };
    let mut page = Page::decode(&key, value).ok_or("a page is damaged")?;
    let begins_above = page
        .entries()
        .next()
        .is_none_or(|entry| entry.0 >= fingerprint);
    if begins_above && page.number != 0 {
        return Err("a page is missing".to_owned());
    }
    loop {
        places.extend(
            page.find(fingerprint)
                .map(|after| segment + u64::from(after)),
        );
        if page.is_last() || page.next > fingerprint {
            return Ok(places);
        }
        let number = page.number + 1;
        key = page::page_key(kind, segment, page.next, number);
        let value = store.get(&key)?.ok_or("a page is missing")?;
        page = Page::decode(&key, value).ok_or("a page is damaged")?;
        if page.number != number {
            return Err("a page is missing".to_owned());
        }
    }
}
