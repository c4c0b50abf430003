//! A filter over the command ids of all closed segments, so that the common
//! case, a command never seen before, costs one look into memory.
//!
//! Blocked: all bits of a key are in one cache line. With 16 bits a key and 6
//! of them set, about one miss in 500 looks further.

/// Bits a key.
const BITS_PER_KEY: usize = 16;
const BITS_SET: u32 = 6;
const BLOCK_BITS: usize = 512;

/// See the module.
pub(crate) struct Bloom {
    blocks: Vec<[u64; BLOCK_BITS / 64]>,
    capacity: usize,
    count: usize,
}

impl Bloom {
    /// A filter for at most this many keys.
    pub(crate) fn new(capacity: usize) -> Self {
        let capacity = capacity.max(4096);
        let blocks = vec![[0; BLOCK_BITS / 64]; (capacity * BITS_PER_KEY).div_ceil(BLOCK_BITS)];
        Self {
            blocks,
            capacity,
            count: 0,
        }
    }

    /// Whether this many more keys fit without more false answers.
    pub(crate) fn has_room(&self, more: usize) -> bool {
        self.count + more <= self.capacity
    }

    pub(crate) fn insert(&mut self, fingerprint: u64) {
        let (block, mut bits) = self.place(fingerprint);
        for _ in 0..BITS_SET {
            let bit = (bits & 511) as usize;
            self.blocks[block][bit / 64] |= 1 << (bit % 64);
            bits >>= 9;
        }
        self.count += 1;
    }

    /// False when the key was never inserted; true may be wrong.
    pub(crate) fn may_hold(&self, fingerprint: u64) -> bool {
        let (block, mut bits) = self.place(fingerprint);
        let block = &self.blocks[block];
        for _ in 0..BITS_SET {
            let bit = (bits & 511) as usize;
            if block[bit / 64] & (1 << (bit % 64)) == 0 {
                return false;
            }
            bits >>= 9;
        }
        true
    }

    fn place(&self, fingerprint: u64) -> (usize, u64) {
        let block = (u128::from(fingerprint) * self.blocks.len() as u128) >> 64;
        (
            block as usize,
            fingerprint.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fingerprint;

    #[test]
    fn holds_all_and_little_else() {
        let mut bloom = Bloom::new(100_000);
        let key = |number: u32| fingerprint(format!("c-{number}").as_bytes());
        (0..100_000).for_each(|number| bloom.insert(key(number)));
        assert!((0..100_000).all(|number| bloom.may_hold(key(number))));
        let wrong = (100_000..200_000)
            .filter(|number| bloom.may_hold(key(*number)))
            .count();
        assert!(wrong < 500, "{wrong} of 100,000");
    }
}
