//! The examples that the pages print, read from `fixtures/documented` so that they stand in one place.

use serde_json::Value;

/// Reads a member of a fixture; the path is checked by the compiler, the member by every export.
pub(crate) fn member(text: &str, name: &str) -> Value {
    let fixture: Value = serde_json::from_str(text).expect("the fixtures are JSON");
    fixture.get(name).cloned().expect("the fixtures have a body where one is asked for")
}

/// Gives the body of a documented response: `response!("chat-messages/getChatMessage")`.
macro_rules! response {
    ($operation:literal) => {
        $crate::documented::member(
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../fixtures/documented/",
                $operation,
                "/example.response.json"
            )),
            "body",
        )
    };
}

/// Gives the body of a documented request.
macro_rules! request {
    ($operation:literal) => {
        $crate::documented::member(
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../fixtures/documented/",
                $operation,
                "/example.request.json"
            )),
            "body",
        )
    };
}

pub(crate) use {request, response};
