//! Text to tree with spans to indexed OpenAPI document, with diagnostics.
//!
//! Owns the reading of documents: [`load`] takes bytes and gives a [`Spec`], whose operations, parameters, bodies and responses are found by walking the indexed lists.
//! Assumes nothing about the content: what is odd becomes a [`Diagnostic`] and the rest of the document works; only what is no OpenAPI document at all is refused.
//! References stay references: schemas are named by [`Pointer`], never inlined.
//! Reads no files and no network: bytes come in.

mod diagnostic;
mod document;
pub mod grammar;
mod index;
mod load;
mod lower;
mod model;
mod overlay;
mod pointer;
mod size;
mod source;

pub use diagnostic::{Diagnostic, Place, Severity};
pub use document::Document;
pub use load::{Loaded, Loader, NoFiles, Sources, Unread, load, load_with};
pub use model::{
    Encoding, Example, Link, Location, MediaType, OAuthFlow, Operation, Parameter, Piece,
    RequestBody, Response, SecurityScheme, Spec, StatusKey, Style, Template, has_no_content,
};
pub use pointer::Pointer;
pub use source::{Source, read_tree};
