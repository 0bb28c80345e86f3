//! Bodies that the document shows or describes: its example, else generated data, the same for the same request.

use counterpart_exchange::{Contract, Request};
use counterpart_generate::{Examples, REFERENCE, Rng, Sampler, Ungeneratable, content};
use counterpart_schema::Direction;
use counterpart_spec as spec;
use serde_json::Value;

use super::{Body, Chosen};
use crate::expression::Failure;
use crate::program::Program;

/// How often data is generated that the media type may carry: some types carry only some values.
const TRIES: usize = 4;

/// Which of the bodies is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wish<'w> {
    /// Generated data, whatever is documented.
    pub(crate) dynamic: bool,
    /// What the data derives from, besides the request.
    pub(crate) seed: Option<&'w str>,
}

/// Where a body comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Example,
    Generated,
}

/// Writes the first of the bodies that may be answered: the first example that fits, an example of the schema, generated data; where nothing fits, an example that does not.
///
/// `change` may give a better value for one of them; what it gives has to fit.
///
/// # Errors
/// Nothing fits the schema, or nothing that does can be written.
pub(crate) fn documented(
    program: &Program,
    contract: &Contract,
    status: u16,
    chosen: &Chosen<'_>,
    request: &Request,
    wish: Wish<'_>,
    change: impl Fn(&Value, Origin) -> Option<Value>,
) -> Result<(Body, Value), Failure> {
    let without = |why: String| Failure::of(format!("response {status} has no body: {why}"));
    let response = contract.operation().response(status);
    let response = response.ok_or_else(|| without("it is not declared".to_owned()))?;
    let declared = chosen.media.declared(response);
    let write = |value: Value, origin| {
        let changed = change(&value, origin);
        let mut values = changed.into_iter().chain([value]);
        values.find_map(|value| Some((chosen.plain(contract, status, &value)?, value)))
    };
    let example = (!wish.dynamic).then(|| chosen.media.example(response)).flatten();
    if let Some(found) = example.and_then(|example| write(example.clone(), Origin::Example)) {
        return Ok(found);
    }
    let mut generator = Generator::new(program, declared, request, wish);
    let mut reason = format!("`{}` carries no value of its schema", chosen.range);
    for _ in 0..TRIES {
        match generator.next() {
            Ok(value) => {
                if let Some(found) = write(value, Origin::Generated) {
                    return Ok(found);
                }
            }
            Err(why) => {
                reason = why.to_string();
                break;
            }
        }
    }
    let shown = declared.examples.first().map(|example| &example.value);
    shown
        .and_then(|shown| Some((chosen.plain(contract, status, shown)?, shown.clone())))
        .ok_or_else(|| without(reason))
}

/// Generates bodies of one media type for one request.
struct Generator<'g> {
    program: &'g Program,
    declared: &'g spec::MediaType,
    rng: Rng,
    sampler: Sampler,
}

impl<'g> Generator<'g> {
    fn new(
        program: &'g Program,
        declared: &'g spec::MediaType,
        request: &Request,
        wish: Wish<'_>,
    ) -> Self {
        let body = String::from_utf8_lossy(&request.body);
        // HEAD asks what GET would answer.
        let is_head = request.method == http::Method::HEAD;
        let method = if is_head { "GET" } else { request.method.as_str() };
        let mut parts = vec!["canned", method, &request.path, &request.query, &body];
        parts.extend(wish.seed);
        let examples = if wish.dynamic { Examples::Fallback } else { Examples::First };
        let sampler = Sampler { examples, ..Sampler::default() };
        Self { program, declared, rng: program.seed().stream(&parts), sampler }
    }

    fn next(&mut self) -> Result<Value, Ungeneratable> {
        // The example of a schema is always the same: what it cannot say, other data may.
        let sampler = std::mem::take(&mut self.sampler);
        let Self { program, declared, rng, .. } = self;
        content(program.schemas(), declared, Direction::Response, sampler, rng, REFERENCE)
    }
}
