//! The HTTP around the mock.

use std::future::Future;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::Response;
use counterpart_exchange::Request;
use counterpart_state::Answer;
use http::StatusCode;
use tokio::net::TcpListener;

use crate::{Mock, cors};

/// Larger bodies are refused with 413: a mock holds what it is sent in memory.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// Serves until `shutdown` is done; requests in flight are answered first.
///
/// # Errors
/// The listener's.
pub async fn serve(
    listener: TcpListener,
    mock: Arc<Mock>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let router = Router::new().fallback(dispatch).with_state(mock);
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}

async fn dispatch(State(mock): State<Arc<Mock>>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked_by = cors::Asked::of(&parts.headers);
    let body = match to_bytes(body, MAX_BODY).await {
        Ok(body) => body,
        Err(error) if error.to_string().contains("length limit") => {
            return respond(Answer::too_large(MAX_BODY), asked_by);
        }
        Err(_) => return respond(Answer::unreadable(), asked_by),
    };
    let request = Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    };
    if let Some(asked) = &asked_by
        && asked.is_preflight(&request.method)
    {
        return respond(Answer { status: 204, ..Answer::default() }, asked_by);
    }
    // One request that finds a fault of ours must not end the others; a lock that it held is taken over.
    let answer = catch_unwind(AssertUnwindSafe(|| mock.handle(&request)));
    respond(answer.unwrap_or_else(|_| Answer::failed()), asked_by)
}

fn respond(answer: Answer, asked_by: Option<cors::Asked>) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = answer.headers;
    if let Some(asked) = asked_by {
        asked.allow(response.headers_mut());
    }
    response
}
