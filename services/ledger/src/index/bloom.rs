//! A filter over the command ids of all closed segments, so that the common
//! case, a command never seen before, costs one look into memory.
//!
//! Blocked: all bits of a key are in one cache line. With 20 bits a key and 10
//! of them set, about one miss in several thousand looks further, which costs a look
//! into every closed segment's block.

/// Bits a key.
const BITS_PER_KEY: usize = 20;
const BITS_SET: u64 = 10;
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
        let (block, bits) = self.place(fingerprint);
        for bit in bits {
            self.blocks[block][bit / 64] |= 1 << (bit % 64);
        }
        self.count += 1;
    }

    /// False when the key was never inserted; true may be wrong.
    pub(crate) fn may_hold(&self, fingerprint: u64) -> bool {
        let (block, mut bits) = self.place(fingerprint);
        let block = &self.blocks[block];
        bits.all(|bit| block[bit / 64] & (1 << (bit % 64)) != 0)
    }

    /// The block of a key, and its bits there: nine bits of a hash each, from
    /// two hashes, since one has not enough.
    fn place(&self, fingerprint: u64) -> (usize, impl Iterator<Item = usize> + use<>) {
        let block = (u128::from(fingerprint) * self.blocks.len() as u128) >> 64;
        let hashes = [mix(fingerprint ^ 0x5851_f42d_4c95_7f2d), mix(!fingerprint)];
        let bits = (0..BITS_SET).map(move |number| {
            let (hash, shift) = (hashes[(number / 7) as usize], 9 * (number % 7));
            ((hash >> shift) % BLOCK_BITS as u64) as usize
        });
        (block as usize, bits)
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let value = (value ^ (value >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    value ^ (value >> 32)
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
        assert!(wrong < 60, "{wrong} of 100,000");
    }
}
