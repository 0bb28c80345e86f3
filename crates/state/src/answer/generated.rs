//! Answers of operations that say nothing of state: the document's example, else generated data, the same for the same request.

use counterpart_exchange::Request;
use counterpart_generate::{REFERENCE, Seed};
use counterpart_schema::{Direction, Outline};
use counterpart_spec::MediaType;
use serde_json::Value;

/// Finds the first example that validates.
pub(crate) fn example<'m>(
    media_type: &'m MediaType,
    outline: Option<&Outline>,
) -> Option<&'m Value> {
    let valid = |value: &&Value| {
        outline.is_none_or(|outline| outline.schema().is_valid(Direction::Response, value))
    };
    media_type.examples.iter().map(|example| &example.value).find(valid)
}

/// Generates an answer.
pub(crate) fn generated(outline: Option<&Outline>, seed: Seed, request: &Request) -> Option<Value> {
    let body = String::from_utf8_lossy(&request.body);
    let parts = ["canned", request.method.as_str(), &request.path, &request.query, &body];
    let mut rng = seed.stream(&parts);
    counterpart_generate::sample(outline?.schema(), Direction::Response, &mut rng, REFERENCE).ok()
}
