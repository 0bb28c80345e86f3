//! Responses that several operations share: what an API answers when it refuses.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

/// A refusal that an API shares among its operations.
pub(crate) struct Refused {
    /// The name below `components/responses`.
    pub(crate) name: &'static str,
    /// What it says, in a sentence.
    pub(crate) description: &'static str,
    /// The schema of its body, below `components/schemas`.
    pub(crate) schema: &'static str,
    /// A body.
    pub(crate) example: Value,
    /// Whether a page speaks of it.
    pub(crate) on_page: bool,
}

/// Puts the refusals into the document's components.
pub(crate) fn declare(api: &mut OpenApi, refusals: Vec<Refused>) {
    let components = api.components.get_or_insert_default();
    for refused in refusals {
        components.responses.insert(refused.name.to_owned(), response(&refused).into());
    }
}

fn response(refused: &Refused) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(refused.schema)))
        .example(Some(refused.example.clone()));
    let mut response = ResponseBuilder::new()
        .description(refused.description)
        .content("application/json", content.build());
    if !refused.on_page {
        let source = ExtensionsBuilder::new().add("x-source", json!("external"));
        response = response.extensions(Some(source.build()));
    }
    response.build()
}

/// Refers to shared responses by status.
pub(crate) fn refer(refusals: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let refer = |(status, name): &(&str, &str)| {
        ((*status).to_owned(), RefOr::Ref(Ref::from_response_name(*name)))
    };
    refusals.iter().map(refer).collect()
}
