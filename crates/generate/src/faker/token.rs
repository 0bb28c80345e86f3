//! Identifiers, tokens and moments.

use jiff::SignedDuration;
use rand::{Rng as _, RngExt};

use crate::faker::Faker;
use crate::faker::text::{TOPICS, WORDS};

/// When the clock of snowflake identifiers starts: 2015, in milliseconds.
const SNOWFLAKE_EPOCH: i64 = 1_420_070_400_000;

/// How long ago in seconds a past date is at most: a month.
const PAST: i64 = 30 * 24 * 60 * 60;

pub(crate) fn hex(faker: &mut Faker<'_>) -> String {
    format!("{:016x}{:016x}", faker.rng.next_u64(), faker.rng.next_u64())
}

pub(crate) fn short(faker: &mut Faker<'_>) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
    (0..8).map(|_| char::from(faker.pick(LETTERS))).collect()
}

/// A number that grows with time, as large systems hand them out: milliseconds, then 22 bits.
pub(crate) fn snowflake(faker: &mut Faker<'_>) -> String {
    let milliseconds = (faker.moment.as_millisecond() - SNOWFLAKE_EPOCH).max(1);
    ((milliseconds << 22) | i64::from(faker.below(1 << 22))).to_string()
}

pub(crate) fn uuid(faker: &mut Faker<'_>) -> String {
    let mut bytes = [0; 16];
    faker.rng.fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

pub(crate) fn slug(faker: &mut Faker<'_>) -> String {
    format!("{}-{}", faker.pick(&WORDS), faker.pick(&TOPICS))
}

pub(crate) fn number(faker: &mut Faker<'_>) -> String {
    faker.rng.random_range(1_000..100_000).to_string()
}

pub(crate) fn version(faker: &mut Faker<'_>) -> String {
    format!("{}.{}.{}", 1 + faker.below(4), faker.below(10), faker.below(10))
}

pub(crate) fn color(faker: &mut Faker<'_>) -> String {
    format!("#{:06x}", faker.below(0x0100_0000))
}

pub(crate) fn base64(faker: &mut Faker<'_>) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..24).map(|_| char::from(faker.pick(LETTERS))).collect()
}

pub(crate) fn past(faker: &mut Faker<'_>) -> String {
    let ago = SignedDuration::from_secs(faker.rng.random_range(1..PAST));
    faker.moment.checked_sub(ago).unwrap_or(faker.moment).to_string()
}
