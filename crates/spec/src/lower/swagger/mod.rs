//! Documents of 2.0 in the form of 3.0 and later; schemas keep their dialect for now.
//!
//! Each object is converted where it stands, so that the parts of other files are, too.
//! References are left as they are: the journal knows where their targets went.

mod content;
mod operation;
mod parameter;
mod request_body;
mod response;
mod root;
mod security;
mod shared;

use serde_json::{Map, Value};

use super::journal::Journal;
use super::walk::walk;
use crate::Pointer;
use crate::grammar::Kind;
use shared::Shared;

/// The media type that is meant where none is given.
const JSON: &str = "application/json";

/// Gives a document of 2.0 the form of 3.0 and later.
pub(super) fn convert(document: &mut Value, journal: &mut Journal<'_>) {
    let context = Context {
        consumes: media_types(document.get("consumes")),
        produces: media_types(document.get("produces")),
        shared: Shared::find(document),
    };
    walk(document, journal, &mut |journal, kind, value, at| {
        if let Value::Object(object) = value {
            context.convert(journal, kind, object, at);
        }
    });
}

/// What the conversion of an object needs to know of the rest of the document.
struct Context {
    /// What the document says that requests are written in.
    consumes: Option<Vec<String>>,
    /// What it says that responses are written in.
    produces: Option<Vec<String>>,
    shared: Shared,
}

impl Context {
    fn convert(
        &self,
        journal: &mut Journal<'_>,
        kind: Kind,
        object: &mut Map<String, Value>,
        at: &Pointer,
    ) {
        match kind {
            Kind::Root => root::convert(self, journal, object),
            Kind::PathItem => operation::share(self, journal, object, at),
            Kind::Operation => operation::convert(self, journal, object, at),
            Kind::Parameter | Kind::RequestBody
                if object.get("in").is_some_and(|p| p == "body") =>
            {
                request_body::convert(journal, object, at, self.consumes.as_deref());
            }
            Kind::Parameter | Kind::Header => parameter::convert(journal, object, at),
            Kind::Response => response::convert(journal, object, at, self.produces.as_deref()),
            Kind::SecurityScheme => security::convert(object),
            _ => {}
        }
    }
}

/// Reads a list of media types; `None` where there is none.
fn media_types(said: Option<&Value>) -> Option<Vec<String>> {
    let listed = said?.as_array()?;
    Some(listed.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
