//! Callbacks: what an operation sends to the address that its caller named (OpenAPI "Callback Object").

use counterpart_client::Base;
use counterpart_exchange::{Exchange, ExpressionTemplate, MediaRange, Which};
use counterpart_generate::Seed;
use counterpart_spec::{Operation, Template};
use counterpart_state::Program;
use jiff::Timestamp;
use serde_json::Value;

use super::body::{fits, schema, written};
use super::delivery::Message;

/// Writes the callbacks that follow from an exchange with an operation; one that cannot be written is a reason instead.
///
/// A callback whose address the exchange does not have is not asked for, and is none.
pub(crate) fn callbacks(
    program: &Program,
    index: usize,
    exchange: &Exchange<'_>,
    (seed, number): (Seed, u64),
    moment: Timestamp,
) -> Vec<Result<Message, String>> {
    let operation = &program.spec().operations[index];
    let shown: Option<Value> = serde_json::from_slice(&exchange.response.body).ok();
    let declared = operation.response(exchange.response.status);
    let content = declared.into_iter().flat_map(|response| &response.content);
    let is_json = |range: &str| MediaRange::parse(range).is_some_and(|range| range.is_json());
    let answered = content.filter(|m| is_json(&m.range)).find_map(|m| schema(program, m));
    let subject = answered.as_ref().zip(shown.as_ref()).filter(|subject| fits(*subject));
    let message = |(at, callback): (usize, &Operation)| {
        let template: ExpressionTemplate = match callback.path.parse() {
            Ok(template) => template,
            Err(error) => return Some(Err(format!("callback {}: {error}", callback.path))),
        };
        let url = template.fill(exchange).ok()?;
        let (base, path, query) = match Base::split(&url) {
            Ok(parts) => parts,
            Err(error) => return Some(Err(format!("callback: {error}"))),
        };
        let contract = program.outgoing(Which::Callback(index, at));
        let mut rng = seed.stream(&["callback", callback.pointer.as_str(), &number.to_string()]);
        let request = written(program, &contract, subject, &mut rng, moment);
        Some(request.map_err(|reason| format!("callback {}: {reason}", callback.path)).map(
            |mut request| {
                // Its own path is an expression, whose pairs come first; what its parameters add stays.
                let own = Template::parse(&callback.path).query.len();
                let added = request.query.split('&').skip(own);
                let parts = std::iter::once(&*query).chain(added).filter(|part| !part.is_empty());
                let query = parts.collect::<Vec<_>>().join("&");
                request.path = path;
                request.query = query;
                Message { what: "callback".to_owned(), base, request, is_asked_for: true }
            },
        ))
    };
    operation.callbacks.iter().enumerate().filter_map(message).collect()
}
