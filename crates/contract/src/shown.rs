//! Requests and responses as reports show them: as text, without secrets, not too long.

use std::time::Duration;

use counterpart_client::Failure;
use counterpart_exchange::{Request, Response, Secrets};
use http::HeaderMap;

use crate::{Received, Sent};

/// Longer bodies of responses are cut, in bytes: what breaks the contract is named beside them.
const MAX_BODY: usize = 16 * 1024;

impl Sent {
    /// Shows a request to the URL that its path stands below.
    pub fn of(target: &str, request: &Request, secrets: &Secrets) -> Self {
        let mut url = format!("{}{}", target.trim_end_matches('/'), request.path);
        if !request.query.is_empty() {
            url.push('?');
            url += &secrets.query(&request.query);
        }
        Self {
            method: request.method.to_string(),
            url,
            headers: headers(&request.headers, secrets),
            body: body(&request.body, usize::MAX),
        }
    }
}

impl Received {
    /// Shows what came back, and after how long.
    pub fn of(outcome: &Result<Response, Failure>, elapsed: Duration, secrets: &Secrets) -> Self {
        match outcome {
            Ok(response) => Self::Response {
                status: response.status,
                headers: headers(&response.headers, secrets),
                body: body(&response.body, MAX_BODY),
                elapsed_ms: elapsed.as_secs_f64() * 1000.0,
            },
            Err(failure) => Self::Nothing(failure.to_string()),
        }
    }
}

fn headers(headers: &HeaderMap, secrets: &Secrets) -> Vec<(String, String)> {
    let shown = headers.iter().map(|(name, value)| {
        let value = secrets.header(name.as_str(), value.as_bytes());
        (name.to_string(), value.into_owned())
    });
    shown.collect()
}

fn body(bytes: &[u8], most: usize) -> Option<String> {
    if bytes.is_empty() {
        return None;
    }
    Some(match std::str::from_utf8(bytes) {
        Ok(text) if text.len() > most => {
            let shown = &text[..text.floor_char_boundary(most)];
            format!("{shown}… ({} more bytes)", text.len() - shown.len())
        }
        Ok(text) => text.to_owned(),
        Err(_) => format!("({} bytes that are no text)", bytes.len()),
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn credentials_are_masked_and_long_bodies_cut() {
        let secrets = Secrets::of(std::iter::empty());
        let mut request = Request {
            path: "/a".to_owned(),
            query: "access_token=s3cret&x=1".to_owned(),
            body: vec![0xff, 0].into(),
            ..Request::default()
        };
        request.headers.insert("authorization", HeaderValue::from_static("Bearer s3cret"));
        let sent = Sent::of("http://h/v1/", &request, &secrets);
        assert_eq!(sent.url, "http://h/v1/a?access_token=***&x=1");
        assert_eq!(sent.headers, [("authorization".to_owned(), "***".to_owned())]);
        assert_eq!(sent.body.as_deref(), Some("(2 bytes that are no text)"));

        let body = format!("a{}", "é".repeat(MAX_BODY));
        let mut response = Response { status: 200, body: body.into(), ..Response::default() };
        response.headers.insert("set-cookie", HeaderValue::from_static("s3cret=1"));
        let received = Received::of(&Ok(response), Duration::from_millis(5), &secrets);
        let Received::Response { headers, body: Some(body), elapsed_ms, .. } = received else {
            panic!("{received:?}")
        };
        assert_eq!(headers, [("set-cookie".to_owned(), "***".to_owned())]);
        assert!(body.len() < MAX_BODY + 40 && body.ends_with("é… (16386 more bytes)"), "{body}");
        assert!((elapsed_ms - 5.0).abs() < 1e-9, "{elapsed_ms}");
    }
}
