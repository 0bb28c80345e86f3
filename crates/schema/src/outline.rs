//! What a schema declares, looked up once and kept: for whoever asks at every request.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, Weak};

use counterpart_spec::Pointer;
use indexmap::IndexMap;
use serde_json::Value;

use crate::{Additional, DateFormat, Schema, Types};

/// The outlines of one document's schemas, one for each pointer, so that recursive schemas cost no more however deep the data goes.
#[derive(Debug, Clone, Default)]
pub struct Outlines(Arc<Arena>);

type Arena = RwLock<BTreeMap<Pointer, Arc<Outline>>>;

/// A schema with what it declares; what is below it is looked up when it is first asked for, as long as its [`Outlines`] live.
///
/// The questions are those of [`Schema`], without its walk through references and branches at each.
#[derive(Debug)]
pub struct Outline {
    schema: Schema,
    types: Types,
    required: Vec<String>,
    default: Option<Value>,
    is_moment: bool,
    is_set: bool,
    date: Option<DateFormat>,
    /// Weak, like all ways down: schemas refer to each other in circles.
    arena: Weak<Arena>,
    properties: OnceLock<IndexMap<String, Weak<Outline>>>,
    rest: OnceLock<Below>,
    items: OnceLock<Option<Weak<Outline>>>,
}

/// What properties an object may have besides the declared ones.
#[derive(Debug)]
pub enum Rest {
    /// None that the schema knows of.
    Unknown,
    /// Any, with this schema where there is one.
    Known(Option<Arc<Outline>>),
}

#[derive(Debug)]
enum Below {
    Unknown,
    Any,
    Each(Weak<Outline>),
}

impl Outlines {
    /// Gives the outline of a schema.
    pub fn of(&self, schema: Schema) -> Arc<Outline> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(outline) = known.get(schema.pointer()) {
            return Arc::clone(outline);
        }
        drop(known);
        let outline = Arc::new(Outline::new(schema, Arc::downgrade(&self.0)));
        let mut arena = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(arena.entry(outline.schema.pointer().clone()).or_insert(outline))
    }
}

impl Outline {
    fn new(schema: Schema, arena: Weak<Arena>) -> Self {
        let dated = schema.annotation("x-date").is_some();
        Self {
            types: schema.types(),
            required: schema.required(),
            default: schema.annotation("default").cloned(),
            is_moment: schema.annotation("format").is_some_and(|format| format == "date-time"),
            is_set: schema.annotation("uniqueItems") == Some(&Value::Bool(true)),
            date: dated.then(|| DateFormat::of(&schema)).flatten(),
            arena,
            properties: OnceLock::new(),
            rest: OnceLock::new(),
            items: OnceLock::new(),
            schema,
        }
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

    /// Tells whether the elements of arrays are all different (`uniqueItems`).
    pub fn is_set(&self) -> bool {
        self.is_set
    }

    /// Gives the form that `x-date` prescribes for moments.
    pub fn date(&self) -> Option<&DateFormat> {
        self.date.as_ref()
    }

    /// Walks over the declared properties in the order of the document.
    pub fn properties(&self) -> impl Iterator<Item = (&str, Arc<Self>)> {
        let known = self.known().iter();
        known.filter_map(|(name, outline)| Some((name.as_str(), outline.upgrade()?)))
    }

    /// Gives the form of a declared property's moments.
    pub fn date_of(&self, name: &str) -> Option<DateFormat> {
        self.known().get(name)?.upgrade()?.date.clone()
    }

    /// Tells whether a property is declared by name.
    pub fn declares(&self, name: &str) -> bool {
        self.known().contains_key(name)
    }

    /// Finds a property that is declared by name, by pattern, or by what additional ones may be.
    pub fn property(&self, name: &str) -> Option<Arc<Self>> {
        if let Some(declared) = self.known().get(name) {
            return declared.upgrade();
        }
        match self.rest() {
            Rest::Known(Some(rest)) => Some(rest),
            _ => self.schema.property(name).and_then(|schema| self.below(schema).upgrade()),
        }
    }

    /// Says what undeclared properties are: unknown, unless nothing is declared or the schema speaks of more.
    pub fn rest(&self) -> Rest {
        let below = self.rest.get_or_init(|| match self.schema.additional() {
            Additional::Schema(schema) => Below::Each(self.below(schema)),
            Additional::Any => Below::Any,
            Additional::Undeclared | Additional::Closed if self.known().is_empty() => Below::Any,
            Additional::Undeclared | Additional::Closed => Below::Unknown,
        });
        match below {
            Below::Unknown => Rest::Unknown,
            Below::Any => Rest::Known(None),
            Below::Each(outline) => Rest::Known(outline.upgrade()),
        }
    }

    /// Gives the outline of array elements.
    pub fn items(&self) -> Option<Arc<Self>> {
        let items = self.items.get_or_init(|| self.schema.items().map(|items| self.below(items)));
        items.as_ref()?.upgrade()
    }

    fn known(&self) -> &IndexMap<String, Weak<Self>> {
        self.properties.get_or_init(|| {
            let properties = self.schema.properties().into_iter();
            properties.map(|(name, schema)| (name, self.below(schema))).collect()
        })
    }

    fn below(&self, schema: Schema) -> Weak<Self> {
        let arena = self.arena.upgrade().map(Outlines);
        arena.map_or_else(Weak::new, |outlines| Arc::downgrade(&outlines.of(schema)))
    }
}
