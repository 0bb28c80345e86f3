//! The HTTP around the mock.

use std::future::Future;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::Response;
use counterpart_exchange::Request;
use counterpart_state::Answer;
use tokio::net::TcpListener;

use crate::Mock;

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
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return respond(Answer::too_large(MAX_BODY));
    };
    respond(mock.handle(&Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    }))
}

fn respond(answer: Answer) -> Response {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap_or_else(|error| {
        let mut response = Response::new(Body::from(error.to_string()));
        *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
