//! Chance that can be repeated.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// Numbers by chance. A test that fails prints the seed that repeats it.
pub struct Seed {
    seed: u64,
    numbers: StdRng,
}

impl Seed {
    /// A new seed, or that of `QUARTERDAY_SEED`.
    ///
    /// # Panics
    /// When `QUARTERDAY_SEED` is no number.
    pub fn new() -> Self {
        let seed = match std::env::var("QUARTERDAY_SEED") {
            Ok(text) => text.parse().expect("QUARTERDAY_SEED is a whole number"),
            Err(_) => rand::random(),
        };
        Self {
            seed,
            numbers: StdRng::seed_from_u64(seed),
        }
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.numbers.random_range(0..limit)
    }

    /// An index of a list that is not empty.
    pub fn index(&mut self, length: usize) -> usize {
        self.numbers.random_range(0..length)
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Bytes.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.numbers.fill(bytes);
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("QUARTERDAY_SEED={} repeats this", self.seed);
        }
    }
}
