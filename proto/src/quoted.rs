//! The end of a short text in quotation marks. A rebuild looks for a dozen of
//! them in every record, and a general search costs more to begin than these
//! take.

/// Bytes that are looked at here; what is longer is searched generally.
const SHORT: usize = 64;
const WORD: usize = size_of::<u64>();
const LOW: u64 = u64::from_ne_bytes([1; WORD]);
const HIGH: u64 = u64::from_ne_bytes([0x80; WORD]);
const MARKS: u64 = u64::from_ne_bytes([b'"'; WORD]);

/// Where the first quotation mark is.
pub fn find_mark(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < SHORT
        && let Some(word) = text.get(at..).and_then(<[u8]>::first_chunk)
    {
        // A byte is zero where the mark is; below the first such byte nothing
        // is borrowed, so the lowest bit that is left is its.
        let word = u64::from_le_bytes(*word) ^ MARKS;
        let zeros = word.wrapping_sub(LOW) & !word & HIGH;
        if zeros != 0 {
            return Some(at + zeros.trailing_zeros() as usize / WORD);
        }
        at += WORD;
    }
    memchr::memchr(b'"', &text[at..]).map(|found| at + found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_mark_is_found(text in proptest::collection::vec(prop_oneof![0x20..0x25_u8, any::<u8>()], 0..200)) {
            let plainly = text.iter().position(|byte| *byte == b'"');
            prop_assert_eq!(find_mark(&text), plainly);
            let without: Vec<u8> = text.into_iter().filter(|byte| *byte != b'"').collect();
            prop_assert_eq!(find_mark(&without), None);
        }
    }
}
