//! What is left of a file after a power cut.

const SECTOR_BYTES: usize = 512;

/// A file: what a running system sees, and what is on disk for sure.
#[derive(Clone, Default)]
pub(super) struct Content {
    pub(super) now: Vec<u8>,
    pub(super) synced: Vec<u8>,
}

impl Content {
    /// What is left of a file: each sector written since the last sync is there
    /// or not, and the length is anything that it has been.
    pub(super) fn survive(&self, random: &mut Random) -> Vec<u8> {
        let (old, now) = (&self.synced, &self.now);
        if old == now {
            return now.clone();
        }
        let (short, long) = (old.len().min(now.len()), old.len().max(now.len()));
        let length = match random.next() % 4 {
            0 => short,
            1 => long,
            _ => {
                // A length is grown by whole sectors as they are written.
                let sectors = (long - short) / SECTOR_BYTES;
                let grown = (random.next() as usize) % (sectors + 1) * SECTOR_BYTES;
                ((short + grown) / SECTOR_BYTES * SECTOR_BYTES).clamp(short, long)
            }
        };
        let mut left = old.clone();
        left.resize(length, 0);
        let likely = 1 + random.next() % 7;
        for from in (0..length).step_by(SECTOR_BYTES) {
            let to = (from + SECTOR_BYTES).min(length).min(now.len());
            if from < to && random.next() % 8 < likely {
                left[from..to].copy_from_slice(&now[from..to]);
            }
        }
        left
    }
}

/// SplitMix64: small, and the same everywhere, so that a seed tells all.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }
}
