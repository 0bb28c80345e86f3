//! Where randomness comes from.

use jiff::Timestamp;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// One stream of random numbers; its values are the same in every version of its crate.
pub type Rng = ChaCha8Rng;

/// The moment that seeded data leads up to: a fixed one, so that the same seed gives the same bytes on any day (2025-01-15T09:00:00Z).
pub const REFERENCE: Timestamp = Timestamp::constant(1_736_931_600, 0);

/// What the whole run is random by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// Starts the stream for one purpose, such as a resource and a key.
    ///
    /// Streams are independent, so that a change in one place of the document does not reshuffle the data of all others.
    pub fn stream(self, parts: &[&str]) -> Rng {
        let mut state = mix(self.0);
        for part in parts {
            for byte in part.bytes() {
                state = mix(state ^ u64::from(byte));
            }
            // A mark that no byte is: `["ab", "c"]` is not `["a", "bc"]`.
            state = mix(state ^ 0x100);
        }
        let mut key = [0; 32];
        for chunk in key.chunks_exact_mut(8) {
            state = mix(state);
            chunk.copy_from_slice(&state.to_le_bytes());
        }
        ChaCha8Rng::from_seed(key)
    }
}

/// Scrambles 64 bits: one step of `SplitMix64`, whose constants these are.
fn mix(state: u64) -> u64 {
    let state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;

    fn first(seed: u64, parts: &[&str]) -> u64 {
        Seed(seed).stream(parts).random()
    }

    #[test]
    fn streams_depend_on_seed_and_parts_only() {
        assert_eq!(first(1, &["a", "b"]), first(1, &["a", "b"]));
        assert_ne!(first(1, &["a", "b"]), first(2, &["a", "b"]));
        assert_ne!(first(1, &["a", "b"]), first(1, &["ab"]));
        assert_ne!(first(1, &["a", "b"]), first(1, &["", "ab"]));
        // Pinned: data of a release must not change with the next.
        assert_eq!(first(1, &["pets", "1"]), 5_606_400_836_090_976_459);
    }
}
