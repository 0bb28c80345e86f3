//! Callbacks: what an operation sends to the address that its caller named (OpenAPI "Callback Object").

use counterpart_client::Base;
use counterpart_exchange::{Exchange, ExpressionTemplate, MediaRange, Request, Response, Which};
use counterpart_generate::Seed;
use counterpart_spec::{Operation, Template};
use counterpart_state::{Answer, Program};
use http::Method;
use http::header::HOST;
use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::Outgoing;
use super::body::{fits, schema, written};
use super::delivery::Message;
use crate::catalog::Located;

/// A request to an operation that calls back, as long as it has no answer.
#[derive(Debug)]
pub(crate) struct Calling {
    program: Program,
    index: usize,
    request: Request,
    path: Vec<(String, String)>,
}

impl Calling {
    /// Keeps what callbacks may speak of; `None` where there are none.
    pub(crate) fn of(found: &Located<'_>, request: &Request) -> Option<Self> {
        // HEAD has no effects (RFC 9110 §9.3.2).
        if found.operation().callbacks.is_empty() || request.method == Method::HEAD {
            return None;
        }
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Some(Self {
            program: found.program.clone(),
            index: found.index,
            request: request.clone(),
            path: found.path.iter().map(own).collect(),
        })
    }

    /// Sends, in the background, the callbacks that an answer of success leads to.
    pub(crate) fn after(self, answer: &Answer, outgoing: &Outgoing, now: Timestamp) {
        if !(200..300).contains(&answer.status) {
            return;
        }
        let Answer { status, headers, body, .. } = answer.clone();
        let response = Response { status, headers, body };
        let chance = outgoing.chance();
        outgoing.later(move |settings| {
            let Self { program, index, request, path } = &self;
            let path: Vec<_> = path.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            // JSON is looked at as it came; of a form its contract knows what it says.
            let is_json = serde_json::from_slice::<IgnoredAny>(&request.body).is_ok();
            let contract = program.contract(*index);
            let decoded = if is_json { None } else { contract.decode(request, &path).ok() };
            let exchange = Exchange {
                url: &url(request, settings.is_https),
                request,
                path: &path,
                body: decoded.as_ref().and_then(|decoded| decoded.body.as_ref()),
                response: &response,
            };
            callbacks(program, *index, &exchange, chance, now)
        });
    }
}

/// Writes the callbacks that follow from an exchange with an operation; one that cannot be written is a reason instead.
///
/// A callback whose address the exchange does not have is not asked for, and is none.
fn callbacks(
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

/// Writes the URL that a request was sent to.
fn url(request: &Request, is_https: bool) -> String {
    let scheme = if is_https { "https" } else { "http" };
    let host = request.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let Request { path, query, .. } = request;
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    format!("{scheme}://{host}{path}{query}")
}
