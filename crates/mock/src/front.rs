//! The HTTP around a service: who may ask, the control API, bodies, CORS.

use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use counterpart_exchange::Request;
use counterpart_state::Answer;
use http::request::Parts;
use http::{Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tower_service::Service as _;

use crate::access::{Access, Control, refuse_origin};
use crate::conditions::cut;
use crate::exchange::Ending;
use crate::problem::Problem;
use crate::{Clash, Limits, Service, control, cors};

/// A service as it is reached over HTTP.
pub struct Front {
    service: Arc<Service>,
    limits: Limits,
    access: Access,
    control: Option<axum::Router>,
}

/// Ends a connection instead of an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer")]
pub struct Reset;

impl Front {
    /// Puts HTTP around a service.
    ///
    /// # Errors
    /// A document has a path that is the control API's.
    pub fn new(service: Arc<Service>, limits: Limits, access: Access) -> Result<Self, Clash> {
        let control = match access.control {
            Control::Off => None,
            Control::Open | Control::Token(_) => {
                control::clash(&service)?;
                Some(control::router(Arc::clone(&service)))
            }
        };
        Ok(Self { service, limits, access, control })
    }

    /// Gives the bounds of requests and connections.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Gives the service.
    pub fn service(&self) -> &Arc<Service> {
        &self.service
    }

    /// Answers a request that came over a connection, where it has to say which host it is for.
    pub(crate) async fn answer_sent<B>(
        &self,
        request: http::Request<B>,
    ) -> Result<Response<Body>, Reset>
    where
        B: http_body::Body<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        match Access::refuse_hostless(&parts) {
            Some(refusal) => Ok(respond(refusal.into(), None)),
            None => self.answer(http::Request::from_parts(parts, body)).await,
        }
    }

    /// Reads a request to its end and answers it.
    ///
    /// # Errors
    /// The client is to see its connection closed.
    pub async fn answer<B>(&self, request: http::Request<B>) -> Result<Response<Body>, Reset>
    where
        B: http_body::Body<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        let asked_by = cors::Asked::of(&parts.headers);
        if let Some(refusal) = self.access.refuse_host(&parts) {
            return Ok(respond(refusal.into(), None));
        }
        let control = self.control.as_ref().filter(|_| control::owns(parts.uri.path()));
        if control.is_some()
            && let Some(refusal) = refuse_origin(&parts)
        {
            return Ok(respond(refusal.into(), None));
        }
        if let Some(asked) = &asked_by
            && asked.is_preflight(&parts.method)
        {
            return Ok(respond(Answer { status: 204, ..Answer::default() }, asked_by));
        }
        if control.is_some()
            && control::is_guarded(parts.uri.path())
            && let Some(refusal) = self.access.refuse_token(&parts.headers)
        {
            return Ok(respond(refusal, asked_by));
        }
        let body = match read(body, &self.limits).await {
            Ok(body) => body,
            Err(refusal) => return Ok(respond(refusal, asked_by)),
        };
        if let Some(control) = control {
            let Ok(mut response) =
                control.clone().call(http::Request::from_parts(parts, Body::from(body))).await;
            if let Some(asked) = asked_by {
                asked.allow(response.headers_mut());
            }
            return Ok(response);
        }
        match self.service.exchange(received(parts, body)).await {
            Ending::Whole(answer) => Ok(respond(answer, asked_by)),
            Ending::Truncated(answer) => {
                let half = cut(&answer.body);
                Ok(respond(answer, asked_by).map(|_| half))
            }
            Ending::Closed => Err(Reset),
        }
    }
}

impl fmt::Debug for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limits, access, .. } = self;
        f.debug_struct("Front")
            .field("limits", limits)
            .field("access", access)
            .finish_non_exhaustive()
    }
}

/// Reads a body to its end.
async fn read<B>(body: B, limits: &Limits) -> Result<Bytes, Answer>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    // What is announced to be too large is not read.
    if body.size_hint().lower() > limits.body_bytes as u64 {
        return Err(Answer::too_large(limits.body_bytes));
    }
    let whole = Limited::new(body, limits.body_bytes).collect();
    match tokio::time::timeout(limits.body_time, whole).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(Answer::too_large(limits.body_bytes))
        }
        Ok(Err(_)) => Err(Answer::unreadable()),
        Err(_) => {
            let detail = format!("the body took longer than {:?}", limits.body_time);
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, detail).into())
        }
    }
}

fn received(parts: Parts, body: Bytes) -> Request {
    Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    }
}

fn respond(answer: Answer, asked_by: Option<cors::Asked>) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = answer.headers;
    if let Some(asked) = asked_by {
        asked.allow(response.headers_mut());
    }
    response
}
