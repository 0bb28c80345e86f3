//! What the mock is compared with: handlers of axum that know their answers.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use tokio::net::TcpListener;

/// Serves until it is killed; says where on standard output, as the mock does.
pub(super) fn serve() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on http://{}", listener.local_addr()?);
        let record = record();
        let one = Bytes::from(record.to_string());
        let many = Bytes::from(Value::Array(vec![record; 20]).to_string());
        let router = Router::new()
            .route("/messages/{id}", get(move || async move { json(StatusCode::OK, one) }))
            .route("/messages", get(move || async move { json(StatusCode::OK, many) }).post(create))
            .with_state(Arc::new(()));
        axum::serve(listener, router).await?;
        anyhow::Ok(())
    })
}

/// Parses the body and sends it back.
async fn create(body: Bytes) -> Response {
    match serde_json::from_slice::<Value>(&body) {
        Ok(value) => json(StatusCode::CREATED, Bytes::from(value.to_string())),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

fn json(status: StatusCode, body: Bytes) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// A record as the benchmark's document describes it.
pub(super) fn record() -> Value {
    serde_json::json!({
        "id": 7,
        "room": "lobby",
        "author": "Ada Lovelace",
        "text": "Can we talk about the feedback tomorrow? I have read the notes and would like to go through the open points before the release, with the numbers of last week at hand.",
        "tags": ["release", "feedback", "numbers"],
        "reactions": [{ "emoji": "thumbsup", "count": 3 }, { "emoji": "tada", "count": 1 }],
        "read": false,
        "created_at": "2025-01-15T09:00:00Z",
    })
}
