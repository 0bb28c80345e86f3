//! The client: one pool of connections for all requests of a run.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use counterpart_exchange::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use crate::failure::reason;
use crate::{Base, Failure, Trust, Untrusted};

/// A connection that nobody used for so long is closed: many servers close theirs after a minute.
const IDLE: Duration = Duration::from_secs(30);

/// Bodies are taken into memory that grows with them; a length that a server announces is believed up to here, in bytes.
const BELIEVED: u64 = 1 << 20;

/// How long and how much a client waits for.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a connection may take to come about.
    pub connect: Duration,
    /// How long a request may take from its start to the last byte of the response.
    pub total: Duration,
    /// The largest body of a response, in bytes, as it comes.
    pub max_body: usize,
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
        Ok(Self { inner, total: settings.total, max_body: settings.max_body })
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
        let whole = tokio::time::timeout(self.total, self.whole(base, sent));
        whole.await.unwrap_or(Err(Failure::Timeout(self.total)))
    }

    async fn whole(
        &self,
        base: &Base,
        sent: http::Request<Full<Bytes>>,
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
        let body = taken(body, self.max_body).await.map_err(|refused| match refused {
            None => Failure::TooLarge(self.max_body),
            Some(error) => Failure::Broken { authority: authority(), reason: reason(&error) },
        })?;
        Ok(Response { status: head.status.as_u16(), headers: head.headers, body })
    }
}

/// Takes a body up to a limit; an error of `None` says that there is more.
async fn taken(mut body: Incoming, limit: usize) -> Result<Bytes, Option<hyper::Error>> {
    let announced = body.size_hint().lower();
    if announced > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(None);
    }
    let mut first = Bytes::new();
    let mut more = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(Some)?.into_data() else { continue };
        if first.len() + more.len() + data.len() > limit {
            return Err(None);
        }
        // Most bodies come in one piece, which needs no copy.
        if first.is_empty() && more.is_empty() {
            first = data;
        } else {
            if more.is_empty() {
                more.reserve(usize::try_from(announced.min(BELIEVED)).unwrap_or_default());
                more.extend_from_slice(&std::mem::take(&mut first));
            }
            more.extend_from_slice(&data);
        }
    }
    Ok(if more.is_empty() { first } else { more.freeze() })
}
