//! Answers of operations that say nothing of state: the document's example, else generated data, the same for the same request.

use counterpart_exchange::Request;
use counterpart_generate::Seed;
use counterpart_schema::{Direction, Schema};
use counterpart_spec::MediaType;
use serde_json::Value;

/// Finds the first example that validates, else generates a value.
pub(crate) fn canned(
    media_type: &MediaType,
    schema: Option<&Schema>,
    seed: Seed,
    request: &Request,
) -> Option<Value> {
    let valid = |value: &Value| schema.is_none_or(|s| s.is_valid(Direction::Response, value));
    let example = media_type.examples.iter().map(|example| &example.value).find(|v| valid(v));
    if let Some(example) = example {
        return Some(example.clone());
    }
    let schema = schema?;
    let body = String::from_utf8_lossy(&request.body);
    let parts = ["canned", request.method.as_str(), &request.path, &request.query, &body];
    let moment = super::super::program::REFERENCE;
    counterpart_generate::sample(schema, Direction::Response, &mut seed.stream(&parts), moment).ok()
}
