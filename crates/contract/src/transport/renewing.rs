//! With tokens that run out: a request that is answered 401 is sent again with a new one.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use counterpart_exchange::{Request, escaped};
use http::HeaderValue;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{Sending, Transport};
use crate::Below;

/// How long a token is left alone once it was renewed: a server that refuses every token is not asked for more.
const PAUSE: Duration = Duration::from_mins(1);

/// Gives a new token, or says why there is none.
pub type Renew =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<String, String>> + Send>> + Send + Sync>;

/// A token that can be had anew.
pub struct Token {
    /// The token, as requests are written with it.
    first: String,
    renew: Renew,
    now: Mutex<Now>,
}

struct Now {
    token: String,
    renewed: Option<Instant>,
}

/// Sends requests by another transport, with tokens that are renewed when they run out.
#[derive(Debug)]
pub struct Renewing {
    inner: Arc<dyn Transport>,
    tokens: Vec<Token>,
}

impl Token {
    /// Knows a token by its text, which must not be empty.
    pub fn new(first: String, renew: Renew) -> Self {
        let now = Mutex::new(Now { token: first.clone(), renewed: None });
        Self { first, renew, now }
    }

    /// Tells whether a request was written with it.
    fn is_in(&self, request: &Request) -> bool {
        let in_header = |value: &HeaderValue| {
            value.to_str().is_ok_and(|value| value.contains(self.first.as_str()))
        };
        request.headers.values().any(in_header)
            || request.query.contains(escaped(&self.first).as_str())
    }

    /// Writes another token in its place.
    fn replaced(&self, request: &Request, token: &str) -> Request {
        let mut request = request.clone();
        for value in request.headers.values_mut() {
            let text = value.to_str().unwrap_or_default();
            if text.contains(self.first.as_str())
                && let Ok(new) = HeaderValue::from_str(&text.replace(&self.first, token))
            {
                *value = new;
            }
        }
        request.query = request.query.replace(escaped(&self.first).as_str(), &escaped(token));
        request
    }

    /// Gives a token that is newer than one that was refused, if there is or can be one.
    async fn newer(&self, refused: &str) -> Option<String> {
        let mut now = self.now.lock().await;
        if now.token != refused {
            return Some(now.token.clone());
        }
        if now.renewed.is_some_and(|renewed| renewed.elapsed() < PAUSE) {
            return None;
        }
        now.renewed = Some(Instant::now());
        now.token = (self.renew)().await.ok()?;
        Some(now.token.clone())
    }
}

/// Hides the token.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").finish_non_exhaustive()
    }
}

impl Renewing {
    /// Renews tokens of the requests that a transport sends.
    pub fn new(inner: Arc<dyn Transport>, tokens: Vec<Token>) -> Self {
        Self { inner, tokens }
    }
}

impl Transport for Renewing {
    fn send<'t>(&'t self, below: &'t Below, request: &'t Request) -> Sending<'t> {
        Box::pin(async move {
            let Some(token) = self.tokens.iter().find(|token| token.is_in(request)) else {
                return self.inner.send(below, request).await;
            };
            let shown = token.now.lock().await.token.clone();
            let response = self.inner.send(below, &token.replaced(request, &shown)).await?;
            if response.status != 401 {
                return Ok(response);
            }
            match token.newer(&shown).await {
                Some(newer) => self.inner.send(below, &token.replaced(request, &newer)).await,
                None => Ok(response),
            }
        })
    }

    fn target(&self) -> String {
        self.inner.target()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use counterpart_exchange::Response;

    use super::*;

    /// Answers 200 to one token and 401 to others.
    #[derive(Debug)]
    struct Server(&'static str);

    impl Transport for Server {
        fn send<'t>(&'t self, _: &'t Below, request: &'t Request) -> Sending<'t> {
            let shown = request.header("authorization").unwrap_or_default();
            let good = shown == format!("Bearer {}", self.0) || request.query.contains(self.0);
            let response = Response { status: if good { 200 } else { 401 }, ..Response::default() };
            Box::pin(std::future::ready(Ok(response)))
        }

        fn target(&self) -> String {
            String::new()
        }
    }

    #[tokio::test]
    async fn a_token_is_renewed_once_and_only_for_requests_that_show_it() {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let renew: Renew = Arc::new(move || {
            let number = counted.fetch_add(1, Ordering::Relaxed) + 1;
            Box::pin(std::future::ready(Ok(format!("t{number}"))))
        });
        for (good, tokens) in [("t1", 1), ("none", 1)] {
            count.store(0, Ordering::Relaxed);
            let token = Token::new("first".to_owned(), Arc::clone(&renew));
            let renewing = Renewing::new(Arc::new(Server(good)), vec![token]);
            let mut request = Request::default();
            request.headers.insert("authorization", HeaderValue::from_static("Bearer garbage"));
            assert_eq!(renewing.send(&Below::Target, &request).await.unwrap().status, 401);
            assert_eq!(count.load(Ordering::Relaxed), 0);
            request.headers.insert("authorization", HeaderValue::from_static("Bearer first"));
            let status = if good == "t1" { 200 } else { 401 };
            for _ in 0..3 {
                assert_eq!(renewing.send(&Below::Target, &request).await.unwrap().status, status);
            }
            let request = Request { query: "key=first".to_owned(), ..Request::default() };
            assert_eq!(renewing.send(&Below::Target, &request).await.unwrap().status, status);
            assert_eq!(count.load(Ordering::Relaxed), tokens);
        }
    }
}
