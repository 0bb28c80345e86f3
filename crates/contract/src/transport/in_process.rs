//! Into a service of the same program, without a socket.

use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use counterpart_client::{Failure, Listening, Untaken, is_event_stream, taken};
use counterpart_exchange::{Request, Response};
use http_body_util::Full;
use tokio::time::Instant;
use tower_service::Service;

use super::{QUIET, Sending, Transport};
use crate::Below;

/// The name that stands for the host of a service that has none (RFC 2606 §2).
const HOST: &str = "service.test";

/// How long a stream of events is listened to at most.
const LONGEST: Duration = Duration::from_secs(30);

/// A service of the same program, such as an `axum::Router`.
#[derive(Clone)]
pub struct InProcess<S> {
    service: S,
    /// What the paths stand below; without a trailing slash.
    base_path: String,
    max_body: usize,
}

impl<S> InProcess<S> {
    /// Calls clones of a service; a body is taken up to a size in bytes.
    pub fn new(service: S, max_body: usize) -> Self {
        Self { service, base_path: String::new(), max_body }
    }

    /// Has the paths of the document below another, as the service does.
    #[must_use]
    pub fn below(self, base_path: &str) -> Self {
        Self { base_path: base_path.trim_end_matches('/').to_owned(), ..self }
    }
}

impl<S> fmt::Debug for InProcess<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess").field("max_body", &self.max_body).finish_non_exhaustive()
    }
}

impl<S, T> Transport for InProcess<S>
where
    S: Service<http::Request<Full<Bytes>>, Response = http::Response<T>>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
    S::Error: fmt::Display,
    T: http_body::Body + Send + 'static,
    T::Data: Send,
    T::Error: Into<Box<dyn Error + Send + Sync>>,
{
    fn send<'t>(&'t self, below: &'t Below, request: &'t Request) -> Sending<'t> {
        let broken = |reason: String| Failure::Broken { authority: HOST.to_owned(), reason };
        let base_path = match below {
            Below::Target => self.base_path.as_str(),
            Below::Url(url) => url.split_once(HOST).map_or("", |(_, path)| path),
        };
        let answered = async move {
            let sent = asked(base_path, request)?;
            let mut service = self.service.clone();
            std::future::poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(|error| broken(error.to_string()))?;
            let answered = service.call(sent).await.map_err(|error| broken(error.to_string()))?;
            let (head, body) = answered.into_parts();
            let listening = Listening { quiet: QUIET, end: Instant::now() + LONGEST };
            let listening = is_event_stream(&head.headers).then_some(listening);
            let body = taken(Box::pin(body), self.max_body, listening).await;
            let body = body.map_err(|refused| match refused {
                Untaken::TooLarge => Failure::TooLarge(self.max_body),
                Untaken::Broken(error) => broken(error.into().to_string()),
            })?;
            let (status, headers) = (head.status.as_u16(), head.headers);
            Ok(Response { status, headers, body })
        };
        // A server over HTTP drops the connection then, and goes on.
        Box::pin(
            async move { unwound(answered).await.unwrap_or_else(|reason| Err(broken(reason))) },
        )
    }

    fn target(&self) -> String {
        format!("http://{HOST}{}", self.base_path)
    }
}

/// Waits for what a service answers; where it panics instead, gives what the panic says.
async fn unwound<F: Future>(answered: F) -> Result<F::Output, String> {
    let mut answered = pin!(answered);
    std::future::poll_fn(|context| {
        // It is not polled again after that, and each request has a service of its own.
        match catch_unwind(AssertUnwindSafe(|| answered.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no reason");
                Poll::Ready(Err(format!("it panicked: {text}")))
            }
        }
    })
    .await
}

/// Writes a request as servers hand it to services.
fn asked(base_path: &str, request: &Request) -> Result<http::Request<Full<Bytes>>, Failure> {
    let target = match request.query.as_str() {
        "" => format!("{base_path}{}", request.path),
        query => format!("{base_path}{}?{query}", request.path),
    };
    let uri = http::Uri::try_from(&target).map_err(|_| Failure::Target(target))?;
    let mut sent = http::Request::new(Full::new(Bytes::clone(&request.body)));
    *sent.method_mut() = request.method.clone();
    *sent.uri_mut() = uri;
    *sent.headers_mut() = request.headers.clone();
    let headers = sent.headers_mut();
    headers.entry(http::header::HOST).or_insert(http::HeaderValue::from_static(HOST));
    if !request.body.is_empty() {
        headers.insert(http::header::CONTENT_LENGTH, request.body.len().into());
    }
    Ok(sent)
}
