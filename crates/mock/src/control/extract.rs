//! What handlers take from a request; what cannot be taken is a problem.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use bytes::Bytes;
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Service;
use crate::problem::Problem;
use crate::scope::Scope;
use crate::scopes::named_by;

/// The scope that the request names.
pub(super) struct Here(pub(super) Arc<Scope>);

impl FromRequestParts<Arc<Service>> for Here {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &Arc<Service>,
    ) -> Result<Self, Problem> {
        match named_by(&mut parts.headers.clone()) {
            Ok(None) => Ok(Self(Arc::clone(&service.scopes.base))),
            Ok(Some(name)) => Ok(Self(service.scopes.named(&name))),
            Err(bad) => Err(Problem::new(StatusCode::BAD_REQUEST, bad.to_string())),
        }
    }
}

/// A JSON body.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Arc<Service>> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, service).await;
        let bytes = bytes.map_err(|error| bad(&error.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| bad(&format!("the body is not the JSON that is asked for: {error}")))
    }
}

/// The parameters in the query.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Arc<Service>> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &Arc<Service>,
    ) -> Result<Self, Problem> {
        let query = Query::from_request_parts(parts, service).await;
        query.map(|Query(asked)| Self(asked)).map_err(|error| bad(&error.body_text()))
    }
}

fn bad(detail: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}
