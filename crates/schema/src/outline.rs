//! What a schema declares, looked up once and kept: for whoever asks at every request.

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;
use serde_json::Value;

use crate::{Additional, DateFormat, Schema, Types};

/// A schema with what it declares; what is below it is looked up when it is first asked for.
///
/// The questions are those of [`Schema`], without its walk through references and branches at each.
#[derive(Debug)]
pub struct Outline {
    schema: Schema,
    types: Types,
    required: Vec<String>,
    default: Option<Value>,
    is_moment: bool,
    date: Option<DateFormat>,
    properties: OnceLock<IndexMap<String, Arc<Outline>>>,
    rest: OnceLock<Rest>,
    items: OnceLock<Option<Arc<Outline>>>,
}

/// What properties an object may have besides the declared ones.
#[derive(Debug)]
pub enum Rest {
    /// None that the schema knows of.
    Unknown,
    /// Any, with this schema where there is one.
    Known(Option<Arc<Outline>>),
}

impl Outline {
    /// Starts the outline of a schema.
    pub fn new(schema: Schema) -> Arc<Self> {
        let dated = schema.annotation("x-date").is_some();
        Arc::new(Self {
            types: schema.types(),
            required: schema.required(),
            default: schema.annotation("default").cloned(),
            is_moment: schema.annotation("format").is_some_and(|format| format == "date-time"),
            date: dated.then(|| DateFormat::of(&schema)).flatten(),
            properties: OnceLock::new(),
            rest: OnceLock::new(),
            items: OnceLock::new(),
            schema,
        })
    }

    /// Gives the schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Tells which JSON types it admits.
    pub fn types(&self) -> Types {
        self.types
    }

    /// Names the required properties.
    pub fn required(&self) -> &[String] {
        &self.required
    }

    /// Gives the default.
    pub fn default(&self) -> Option<&Value> {
        self.default.as_ref()
    }

    /// Tells whether texts are RFC 3339 moments (`format: date-time`).
    pub fn is_moment(&self) -> bool {
        self.is_moment
    }

    /// Gives the form that `x-date` prescribes for moments.
    pub fn date(&self) -> Option<&DateFormat> {
        self.date.as_ref()
    }

    /// Lists the declared properties in the order of the document.
    pub fn properties(&self) -> &IndexMap<String, Arc<Self>> {
        self.properties.get_or_init(|| {
            let properties = self.schema.properties().into_iter();
            properties.map(|(name, schema)| (name, Self::new(schema))).collect()
        })
    }

    /// Finds a property that is declared by name, by pattern, or by what additional ones may be.
    pub fn property(&self, name: &str) -> Option<Arc<Self>> {
        if let Some(declared) = self.properties().get(name) {
            return Some(Arc::clone(declared));
        }
        match self.rest() {
            Rest::Known(Some(rest)) => Some(Arc::clone(rest)),
            _ => self.schema.property(name).map(Self::new),
        }
    }

    /// Says what undeclared properties are: unknown, unless nothing is declared or the schema speaks of more.
    pub fn rest(&self) -> &Rest {
        self.rest.get_or_init(|| match self.schema.additional() {
            Additional::Schema(schema) => Rest::Known(Some(Self::new(schema))),
            Additional::Any => Rest::Known(None),
            Additional::Undeclared | Additional::Closed if self.properties().is_empty() => {
                Rest::Known(None)
            }
            Additional::Undeclared | Additional::Closed => Rest::Unknown,
        })
    }

    /// Gives the outline of array elements.
    pub fn items(&self) -> Option<&Arc<Self>> {
        self.items.get_or_init(|| self.schema.items().map(Self::new)).as_ref()
    }
}
