//! The tree that everything walks, and where its parts come from.

mod origins;

use std::sync::Arc;

use serde_json::Value;

use crate::{Place, Pointer, Source};

pub(crate) use origins::Origins;

/// A document as it is walked: one tree in the form of OpenAPI 3.1, whatever files and version it was written in.
#[derive(Debug)]
pub struct Document {
    /// The tree; every reference in it is a fragment, `#/…`, that leads to a part of it.
    pub value: Arc<Value>,
    /// The texts it was made from, the main one first.
    pub sources: Vec<Arc<Source>>,
    origins: Origins,
}

impl Document {
    pub(crate) fn new(value: Arc<Value>, sources: Vec<Arc<Source>>, origins: Origins) -> Self {
        Self { value, sources, origins }
    }

    /// Finds the text that a part of the tree was written in, and where in it.
    pub fn place(&self, pointer: &Pointer) -> Place {
        let (file, pointer) = self.origins.find(pointer);
        Place::new(Arc::clone(&self.sources[file]), pointer)
    }
}
