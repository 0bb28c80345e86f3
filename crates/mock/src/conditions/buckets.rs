//! Token buckets: one for each client, filled by time and emptied by requests.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::Timestamp;

use super::RateLimit;
use super::rate_limit::Quota;
use crate::lock::lock;

/// Clients whose buckets are kept; beyond that, those that have waited longest count as new.
const MAX_BUCKETS: usize = 10_000;

/// Whose bucket it is: of an operation or of all, and of which client.
pub(super) type Owner = (Option<(usize, usize)>, String);

/// The buckets of all clients.
#[derive(Debug, Default)]
pub(super) struct Buckets(Mutex<BTreeMap<Owner, Bucket>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    filled: Timestamp,
}

impl Buckets {
    /// Takes a token of a client.
    pub(super) fn take(&self, owner: Owner, limit: RateLimit, now: Timestamp) -> Quota {
        let full = f64::from(limit.requests);
        let rate = full / limit.per.as_secs_f64();
        let level = |bucket: &Bucket| {
            // A clock that was put back fills nothing.
            let elapsed = now.duration_since(bucket.filled).as_secs_f64().max(0.0);
            full.min(bucket.tokens + elapsed * rate)
        };
        let mut buckets = lock(&self.0);
        if buckets.len() >= MAX_BUCKETS && !buckets.contains_key(&owner) {
            buckets.retain(|_, bucket| level(bucket) < full);
            if buckets.len() >= MAX_BUCKETS {
                let oldest = buckets.iter().min_by_key(|(_, bucket)| bucket.filled);
                if let Some(owner) = oldest.map(|(owner, _)| owner.clone()) {
                    buckets.remove(&owner);
                }
            }
        }
        let bucket = buckets.entry(owner).or_insert(Bucket { tokens: full, filled: now });
        let tokens = level(bucket);
        let is_empty = tokens < 1.0;
        let left = if is_empty { tokens } else { tokens - 1.0 };
        *bucket = Bucket { tokens: left, filled: now };
        Quota {
            limit: limit.requests,
            remaining: whole(left.floor()),
            reset: u64::from(whole(((full - left) / rate).ceil())),
            retry_after: is_empty.then(|| u64::from(whole(((1.0 - left) / rate).ceil())).max(1)),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number that is neither negative nor above a limit or ten minutes"
)]
fn whole(number: f64) -> u32 {
    number as u32
}
