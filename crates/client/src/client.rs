//! The client: one pool of connections for all requests of a run.

use std::time::Duration;

use bytes::Bytes;
use counterpart_exchange::{Request, Response};
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::time::{Instant, timeout_at};

use crate::body::{Listening, Untaken, is_event_stream, taken};
use crate::failure::reason;
use crate::{Base, Failure, Trust, Untrusted};

/// A connection that nobody used for so long is closed: many servers close theirs after a minute.
const IDLE: Duration = Duration::from_secs(30);

/// How long and how much a client waits for.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a connection may take to come about.
    pub connect: Duration,
    /// How long a request may take from its start to the last byte of the response.
    pub total: Duration,
    /// The largest body of a response, in bytes, as it comes.
    pub max_body: usize,
    /// How long a stream of events (`text/event-stream`) may be silent until what came of it is taken for the whole; `None` waits for its end.
    pub quiet: Option<Duration>,
    /// Which certificates are believed.
    pub trust: Trust,
}

impl Default for Settings {
    /// Waits 5 s for a connection, 30 s for all, and takes 16 MiB, which is what the mock takes as well.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(30),
            max_body: 16 * 1024 * 1024,
            quiet: None,
            trust: Trust::Public,
        }
    }
}

/// Sends requests; a clone shares its connections.
#[derive(Debug, Clone)]
pub struct Client {
    inner: legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    total: Duration,
    max_body: usize,
    quiet: Option<Duration>,
}

impl Client {
    /// Makes a client without connections.
    ///
    /// # Errors
    /// The certificates to trust cannot be read.
    pub fn new(settings: &Settings) -> Result<Self, Untrusted> {
        let mut plain = HttpConnector::new();
        plain.set_connect_timeout(Some(settings.connect));
        plain.set_nodelay(true);
        plain.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(settings.trust.configuration()?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(plain);
        let inner = legacy::Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        let Settings { total, max_body, quiet, .. } = *settings;
        Ok(Self { inner, total, max_body, quiet })
    }

    /// Sends a request, whose path stands below the base, and takes the whole response.
    ///
    /// Adds `Host` where there is none, and what frames the body; the rest is sent as it is.
    ///
    /// # Errors
    /// Why there is no whole response.
    pub async fn send(&self, base: &Base, request: &Request) -> Result<Response, Failure> {
        let mut sent = http::Request::new(Full::new(request.body.clone()));
        *sent.method_mut() = request.method.clone();
        *sent.uri_mut() = base.target(request)?;
        *sent.headers_mut() = request.headers.clone();
        let end = Instant::now() + self.total;
        let whole = timeout_at(end, self.whole(base, sent, end));
        whole.await.unwrap_or(Err(Failure::Timeout(self.total)))
    }

    async fn whole(
        &self,
        base: &Base,
        sent: http::Request<Full<Bytes>>,
        end: Instant,
    ) -> Result<Response, Failure> {
        let authority = || base.authority().to_owned();
        let answered = self.inner.request(sent).await.map_err(|error| {
            let (authority, reason) = (authority(), reason(&error));
            if error.is_connect() {
                Failure::Connect { authority, reason }
            } else {
                Failure::Broken { authority, reason }
            }
        })?;
        let (head, body) = answered.into_parts();
        let quiet = self.quiet.filter(|_| is_event_stream(&head.headers));
        let listening = quiet.map(|quiet| Listening { quiet, end });
        let body =
            taken(body, self.max_body, listening).await.map_err(|refused| match refused {
                Untaken::TooLarge => Failure::TooLarge(self.max_body),
                Untaken::Broken(error) => {
                    Failure::Broken { authority: authority(), reason: reason(&error) }
                }
            })?;
        Ok(Response { status: head.status.as_u16(), headers: head.headers, body })
    }
}
