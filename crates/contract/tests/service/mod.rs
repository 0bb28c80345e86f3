//! A service of a few lines: what is asked and what is remembered go in, a status and a body come out.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http_body::Frame;
use serde_json::Value;
use tokio::time::{Sleep, sleep};

/// A status, and a body of JSON; of `null` there is none.
pub(crate) type Answer = (u16, Value);

/// One request.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    /// The segments of the path.
    pub(crate) path: Vec<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    /// The body; `null` where it is no JSON.
    pub(crate) body: &'a Value,
}

/// Answers all requests by a function, which may remember things.
pub(crate) fn service<S: Default + Send + 'static>(
    answer: impl Fn(&Asked<'_>, &mut S) -> Answer + Clone + Send + Sync + 'static,
) -> Router {
    let state = Arc::new(Mutex::new(S::default()));
    Router::new().fallback(move |request: Request| async move {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let is_json = head
            .headers
            .get("content-type")
            .is_some_and(|sent| sent.as_bytes().starts_with(b"application/json"));
        if !body.is_empty() && !is_json {
            return written((415, Value::Null));
        }
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let asked = Asked {
            method: head.method.as_str(),
            path: head.uri.path().split('/').skip(1).collect(),
            headers: &head.headers,
            body: &body,
        };
        written(answer(&asked, &mut state.lock().unwrap_or_else(PoisonError::into_inner)))
    })
}

fn written((status, body): Answer) -> Response {
    // Whoever asks is not told which methods there are: it is enough that something is said.
    let allow = [("allow", "GET")];
    let status = StatusCode::from_u16(status).unwrap();
    if body.is_null() {
        return (status, allow).into_response();
    }
    let body = Body::from(body.to_string());
    (status, allow, [("content-type", "application/json")], body).into_response()
}

/// Answers `GET` with one event after the other, without end, a little slower than they are listened to.
pub(crate) fn service_of_events(event: &'static str) -> Router {
    Router::new().route(
        "/events",
        get(async move || {
            let body = Body::new(Ticking { event, sleep: Box::pin(sleep(Duration::ZERO)) });
            ([("content-type", "text/event-stream")], body)
        }),
    )
}

/// A body that has an event every three seconds.
struct Ticking {
    event: &'static str,
    sleep: Pin<Box<Sleep>>,
}

impl http_body::Body for Ticking {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        ready!(self.sleep.as_mut().poll(context));
        self.sleep = Box::pin(sleep(Duration::from_secs(3)));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(format!("{}\n\n", self.event))))))
    }
}
