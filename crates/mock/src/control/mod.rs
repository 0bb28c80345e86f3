//! The control API: what is remembered, forced and logged, seen and changed past the documents.
//!
//! Stands below `/__counterpart/` on the mock's own port; acts on the scope that the request names.
//! Says nothing that no operation of [`Service`](crate::Service) or [`Scope`](crate::scope::Scope) does: here is only their HTTP.

mod clock;
mod documents;
mod extract;
mod next;
mod page;
mod records;
mod requests;
mod scopes;
mod snapshots;
mod state;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::IntoResponse;
use axum::routing::get;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Required, SecurityRequirement, Type,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::Problem;
use crate::{Clash, Service, scopes as all_scopes};

/// Where everything stands.
pub(crate) const ROOT: &str = "/__counterpart";

/// Tells whether a path is the control API's.
pub(crate) fn owns(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Tells whether a path asks for the token: the page and the description hold nothing that is anybody's.
pub(crate) fn is_guarded(path: &str) -> bool {
    let rest = path.strip_prefix(ROOT).unwrap_or(path);
    !matches!(rest, "" | "/" | "/openapi.json")
}

/// Finds a document with a path that is the control API's.
pub(crate) fn clash(service: &Service) -> Result<(), Clash> {
    for program in &service.catalog().programs {
        let spec = program.spec();
        for operation in &spec.operations {
            let paths = operation.base_paths.iter().map(|base| format!("{base}{}", operation.path));
            if let Some(path) = paths.into_iter().find(|path| owns(path)) {
                return Err(Clash {
                    operation: format!("{} {path}", operation.method),
                    first: spec.title.clone(),
                    second: "the control API, which `--no-control` leaves out".to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// Makes the router.
pub(crate) fn router(service: Arc<Service>) -> Router {
    let below = OpenApiRouter::new()
        .routes(routes!(documents::list))
        .routes(routes!(documents::read))
        .routes(routes!(state::reset))
        .routes(routes!(state::seed))
        .routes(routes!(state::export, state::import))
        .routes(routes!(snapshots::list))
        .routes(routes!(snapshots::save, snapshots::forget))
        .routes(routes!(snapshots::restore))
        .routes(routes!(records::list, records::create))
        .routes(routes!(records::read, records::replace, records::patch, records::delete))
        .routes(routes!(requests::list, requests::clear))
        .routes(routes!(next::list, next::force, next::clear))
        .routes(routes!(clock::read, clock::set, clock::run))
        .routes(routes!(clock::advance))
        .routes(routes!(scopes::list, scopes::clear))
        .routes(routes!(scopes::remove))
        .routes(routes!(webhooks::send));
    let (router, described) =
        OpenApiRouter::with_openapi(info()).nest(ROOT, below).split_for_parts();
    let described = complete(described);
    let text = serde_json::to_string(&described).unwrap_or_default();
    let json = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    router
        .route(&format!("{ROOT}/openapi.json"), get(async move || (json, text)))
        .route(ROOT, get(page::page))
        .route(&format!("{ROOT}/"), get(page::page))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_allowed)
        // Bodies are bounded before they come here.
        .layer(DefaultBodyLimit::disable())
        .with_state(service)
}

fn info() -> OpenApi {
    let info = InfoBuilder::new()
        .title("The control API of counterpart")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "What a mock remembers, was asked and answers next, for tests and for people.",
        ));
    OpenApiBuilder::new().info(info).build()
}

/// Says of every path what is true of all: the scope it acts on, and the token.
fn complete(mut described: OpenApi) -> OpenApi {
    for item in described.paths.paths.values_mut() {
        item.parameters.get_or_insert_default().push(scope().into());
    }
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
        "The token that was printed at the start, or given; none on the loopback.",
    ));
    let components = described.components.get_or_insert_default();
    components
        .security_schemes
        .insert("token".to_owned(), SecurityScheme::Http(bearer.build()).into());
    let none = SecurityRequirement::default();
    described.security = Some(vec![none, SecurityRequirement::new("token", [""; 0])]);
    described
}

fn scope() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    ParameterBuilder::new()
        .name(all_scopes::HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The scope that is meant; the shared one where it is left out."))
        .schema(Some(text.build()))
        .build()
}

async fn nowhere(State(_): State<Arc<Service>>, uri: http::Uri) -> impl IntoResponse {
    let detail = format!("there is no `{}`; `{ROOT}/openapi.json` says what there is", uri.path());
    Problem::new(StatusCode::NOT_FOUND, detail)
}

async fn not_allowed(method: http::Method, uri: http::Uri) -> impl IntoResponse {
    let detail = format!("`{method}` is not allowed on `{}`", uri.path());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
}
