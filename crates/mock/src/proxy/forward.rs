//! One exchange with the real server.

use counterpart_client::{Base, Client, Failure, Settings, Trust, Untrusted, decoded};
use counterpart_exchange::{Contract, Request, Response};
use counterpart_state::Answer;
use http::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, HeaderName, HeaderValue, PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, Method, StatusCode};
use serde_json::json;

use super::Breach;
use crate::problem::Problem;
use crate::scopes::named_by;

/// Headers of one connection, not of the message (RFC 9110 §7.6.1).
const HOP_BY_HOP: [HeaderName; 9] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// The header that tells of violations.
pub(crate) const VIOLATIONS: HeaderName = HeaderName::from_static("sl-violations");

/// Largest body that a response may have once it is decompressed, in bytes; it is decompressed to be judged only.
const MAX_DECODED: usize = 64 * 1024 * 1024;

/// The real server, and what is done about what breaks the document.
#[derive(Debug, Clone)]
pub struct Proxy {
    base: Base,
    client: Client,
    errors: bool,
}

/// What came of an exchange.
pub(crate) enum Forwarded {
    /// The server's answer.
    Answer(Answer),
    /// The server has not built it (501): the mock answers.
    NotImplemented,
}

impl Proxy {
    /// Stands before a server; with `errors`, what breaks the document is refused, else it is only told of.
    ///
    /// # Errors
    /// The certificates to believe cannot be read.
    pub fn new(base: Base, trust: &Trust, errors: bool) -> Result<Self, Untrusted> {
        let client = Client::new(&Settings { trust: trust.clone(), ..Settings::default() })?;
        Ok(Self { base, client, errors })
    }

    /// Tells whether what breaks the document is refused.
    pub(crate) fn refuses(&self) -> bool {
        self.errors
    }

    /// Sends a request, whose path is as the client sent it, and judges the answer; `breaches` are those of the request.
    pub(crate) async fn forward(
        &self,
        request: &Request,
        contract: Option<&Contract>,
        mut breaches: Vec<Breach>,
    ) -> Forwarded {
        let response = match self.client.send(&self.base, &outbound(request)).await {
            Ok(response) => response,
            Err(failure) => return Forwarded::Answer(unreached(&failure)),
        };
        if response.status == StatusCode::NOT_IMPLEMENTED {
            return Forwarded::NotImplemented;
        }
        let judged = contract.map(|contract| judge(contract, &request.method, &response));
        let judged = judged.unwrap_or_default();
        let mut answer = if self.errors && !judged.is_empty() {
            refused(&judged)
        } else {
            inbound(&request.method, response)
        };
        breaches.extend(judged);
        tell(&mut answer, &breaches);
        Forwarded::Answer(answer)
    }
}

/// Tells of what an exchange breaks: to the client in a header, to the log without values.
pub(crate) fn tell(answer: &mut Answer, breaches: &[Breach]) {
    let Some(first) = breaches.first() else { return };
    answer.headers.extend(Breach::header(breaches).map(|header| (VIOLATIONS, header)));
    let more = match breaches.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    answer.reason = Some(format!("{}{more}", first.unquoted));
    answer.violations = breaches.iter().filter_map(|breach| breach.violation.clone()).collect();
}

fn judge(contract: &Contract, method: &Method, response: &Response) -> Vec<Breach> {
    let plain = match decoded(response, MAX_DECODED) {
        Ok(plain) => plain,
        Err(failure) => {
            return vec![Breach::whole("response", "content-encoding", failure.to_string())];
        }
    };
    Breach::of_response(&contract.judge(method, plain.as_ref().unwrap_or(response)))
}

/// Makes the request that the server gets: without what was meant for the mock or for one connection.
fn outbound(request: &Request) -> Request {
    let mut sent = request.clone();
    without_hops(&mut sent.headers);
    sent.headers.remove(HOST);
    sent.headers.remove(CONTENT_LENGTH);
    // Of the scope, also its cookie; a name that cannot be one is taken out all the same.
    let _ = named_by(&mut sent.headers);
    let ours = sent.headers.keys().filter(|name| name.as_str().starts_with("x-counterpart-"));
    for name in ours.cloned().collect::<Vec<_>>() {
        sent.headers.remove(name);
    }
    // What the server compresses must be what can be taken apart to be judged.
    if sent.headers.contains_key(ACCEPT_ENCODING) {
        sent.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, deflate"));
    }
    sent
}

/// Makes the answer that the client gets.
fn inbound(method: &Method, response: Response) -> Answer {
    let Response { status, mut headers, body } = response;
    without_hops(&mut headers);
    // Of HEAD it speaks of a body that is not there (RFC 9110 §9.3.2).
    if method != Method::HEAD {
        headers.remove(CONTENT_LENGTH);
    }
    Answer { status, headers, body, ..Answer::default() }
}

/// Takes off the headers of one connection, and those that `Connection` names.
fn without_hops(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in HOP_BY_HOP.iter().chain(&named) {
        headers.remove(name);
    }
}

/// Says that there is no answer of the server.
fn unreached(failure: &Failure) -> Answer {
    let status = match failure {
        Failure::Timeout(_) => StatusCode::GATEWAY_TIMEOUT,
        Failure::Target(_) => StatusCode::BAD_REQUEST,
        _ => StatusCode::BAD_GATEWAY,
    };
    Problem::new(status, failure.to_string()).into()
}

/// Refuses an answer of the server that breaks the document.
fn refused(breaches: &[Breach]) -> Answer {
    let detail = "the server's answer is not what the document declares";
    let body = json!({
        "type": "about:blank",
        "title": "Response not valid",
        "status": 500,
        "detail": detail,
        "validation": Breach::array(breaches),
    });
    let mut answer: Answer = Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail).into();
    answer.body = body.to_string().into();
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_one_connection_stays_there() {
        let mut request = Request::default();
        for (name, value) in [
            ("connection", "close, X-Hop"),
            ("x-hop", "1"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("upgrade", "h2c"),
            ("proxy-authorization", "Basic x"),
            ("host", "mock"),
            ("x-counterpart-fault", "503"),
            ("x-counterpart-scope", "a"),
            ("cookie", "session=1; counterpart-scope=a; theme=dark"),
            ("accept-encoding", "br"),
            ("authorization", "Bearer x"),
        ] {
            request.headers.insert(name, HeaderValue::from_static(value));
        }
        let sent = outbound(&request).headers;
        let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value)).collect();
        assert_eq!(sent.len(), 3, "{sent:?}");
        assert!(sent.contains(&("cookie", &HeaderValue::from_static("session=1; theme=dark"))));
        assert!(sent.contains(&("authorization", &HeaderValue::from_static("Bearer x"))));
        assert!(sent.contains(&("accept-encoding", &HeaderValue::from_static("gzip, deflate"))));
    }
}
