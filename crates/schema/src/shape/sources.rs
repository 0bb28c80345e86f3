//! The schemas of the document behind one node: what the algebra forgets is found here again.
//!
//! The algebra keeps what fits and drops the order of properties and all annotations, so lowering walks the document beside it.

use indexmap::IndexMap;
use serde_json::Value;

use crate::date::DateFormat;
use crate::direction::{Direction, flagged};
use crate::parts::{Follow, overriding};
use crate::schema::Schema;
use crate::shape::Hints;
use crate::tags;
use crate::types::Types;

/// The schemas that a node was made from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sources(Vec<Schema>);

impl Sources {
    pub(crate) fn new(schemas: impl IntoIterator<Item = Schema>) -> Self {
        let mut sources = Self::default();
        schemas.into_iter().for_each(|schema| sources.add(schema));
        sources
    }

    /// Gives the schemas that declare each property, in the order of the document.
    pub(crate) fn properties(&self) -> IndexMap<String, Self> {
        let mut properties = IndexMap::<String, Self>::new();
        for (name, schema) in self.0.iter().flat_map(|schema| schema.declarations(|_| true)) {
            properties.entry(name).or_default().add(schema);
        }
        properties
    }

    /// Gives the schemas of a property that is declared by pattern only.
    pub(crate) fn undeclared(&self, name: &str) -> Self {
        Self::new(self.0.iter().filter_map(|schema| schema.property(name)))
    }

    fn add(&mut self, schema: Schema) {
        if !self.0.contains(&schema) {
            self.0.push(schema);
        }
    }

    /// Gives the schemas for properties that are not declared.
    pub(crate) fn rest(&self) -> Self {
        Self::new(self.0.iter().filter_map(|schema| match schema.additional() {
            crate::Additional::Schema(schema) => Some(schema),
            _ => None,
        }))
    }

    /// Gives the schemas of the element at an index.
    pub(crate) fn element(&self, index: usize) -> Self {
        Self::new(self.0.iter().filter_map(|schema| {
            schema.prefix_items().into_iter().nth(index).or_else(|| schema.items())
        }))
    }

    /// Tells which types all of them admit.
    pub(crate) fn types(&self) -> Types {
        self.0.iter().map(Schema::types).fold(Types::ANY, Types::intersection)
    }

    /// Names the properties that the other side gives.
    pub(crate) fn withheld(&self, direction: Direction) -> Vec<String> {
        let names = |schema: &Schema| {
            flagged(schema.schemas().document(), schema.pointer(), direction.flag())
        };
        self.0.iter().flat_map(names).collect()
    }

    /// Says how the document calls what this is: the component that a schema is.
    pub(crate) fn name(&self) -> Option<String> {
        self.0.iter().find_map(|schema| {
            let tokens: Vec<_> = schema.pointer().tokens().collect();
            match tokens.as_slice() {
                [.., section, name] if section == "schemas" || section == "definitions" => {
                    Some(name.to_string())
                }
                _ => None,
            }
        })
    }

    /// Tells which property says what this is, and with which values.
    pub(crate) fn tag(&self) -> Option<(String, Vec<Value>)> {
        let document = self.0.first()?.schemas().document();
        self.0.iter().find_map(|schema| tags::own(document, schema.pointer()))
    }

    /// Leaves out the alternatives that fix a property to another value than is fixed here: what is left describes this alternative.
    pub(crate) fn tagged(&self, fixed: &dyn Fn(&str) -> Option<Value>) -> Self {
        let fits = |schema: &Schema| {
            schema.properties().iter().all(|(name, property)| {
                match (property.constant(), fixed(name)) {
                    (Some(declared), Some(fixed)) => *declared == fixed,
                    _ => true,
                }
            })
        };
        Self::new(self.0.iter().flat_map(|schema| {
            if let Some(meant) = schema.tagged(fixed) {
                return vec![meant];
            }
            let alternatives = schema.alternatives();
            let left: Vec<_> = alternatives.iter().filter(|schema| fits(schema)).cloned().collect();
            match left.len() {
                0 => vec![schema.clone()],
                all if all == alternatives.len() => vec![schema.clone()],
                _ => left,
            }
        }))
    }

    /// Collects what the document suggests, the outermost first.
    pub(crate) fn hints(&self, follow: Follow) -> Option<Box<Hints>> {
        let mut hints = Hints::default();
        for schema in &self.0 {
            let document = schema.schemas().document();
            for part in overriding(document, schema.pointer(), follow) {
                let text =
                    |key: &str| part.source.get(key).and_then(Value::as_str).map(str::to_owned);
                let faker = || part.source.get("x-faker").and_then(faker).map(str::to_owned);
                hints.faker = hints.faker.or_else(faker);
                hints.format = hints.format.or_else(|| text("format"));
                if text("contentEncoding").as_deref() == Some("base64") {
                    hints.format = hints.format.or_else(|| Some("byte".to_owned()));
                }
                if hints.date.is_none()
                    && let Some(part) = schema.sibling(&part.pointer)
                {
                    hints.date = DateFormat::of(&part);
                }
                let listed = part.source.get("examples").and_then(Value::as_array);
                let single =
                    ["example", "default"].into_iter().filter_map(|key| part.source.get(key));
                hints.examples.extend(listed.into_iter().flatten().chain(single).cloned());
            }
        }
        (hints != Hints::default()).then(|| Box::new(hints))
    }
}

/// Reads the kind of data that `x-faker` names: alone, or with arguments, of which none matters that the schema does not state.
fn faker(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.as_object()?.keys().next().map(String::as_str))
}
