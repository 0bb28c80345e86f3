//! The keywords that a value is held to, each at its place.
//!
//! Walks a value and its schema together, so that whoever breaks a value knows all there is to break.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use counterpart_schema::{Direction, Follow, Schema};
use counterpart_spec::Pointer;
use serde_json::{Map, Value};

use crate::breaks::is_asserted;

/// How many sites of one value are listed; a long array repeats the same keywords at every element.
const MAX_SITES: usize = 20_000;

/// How deep a value is walked: JSON text nests no deeper, and the stack holds it.
const MAX_DEPTH: usize = 128;

/// One keyword, at one place of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The place in the value.
    pub instance: Pointer,
    /// The keyword.
    pub keyword: String,
    /// The schema that has the keyword.
    pub schema: Schema,
}

impl Site {
    /// Says where in the document the keyword stands.
    pub fn pointer(&self) -> Pointer {
        self.schema.pointer().join(&self.keyword)
    }

    /// Shows what the keyword demands.
    pub fn argument(&self) -> &Value {
        self.schema.source().get(&self.keyword).unwrap_or(&Value::Null)
    }
}

/// Lists the keywords that a value is held to and that speak of values of its type; of alternatives, those that fit it.
pub fn sites(schema: &Schema, direction: Direction, value: &Value) -> Vec<Site> {
    let mut walk = Walk {
        direction,
        sites: Vec::new(),
        seen: BTreeSet::new(),
        parts: BTreeMap::new(),
        holders: BTreeMap::new(),
    };
    walk.visit(schema, &Pointer::root(), value, 0);
    walk.sites
}

struct Walk {
    direction: Direction,
    sites: Vec<Site>,
    /// Each schema judges each place once, however references lead round to it.
    seen: BTreeSet<(usize, Pointer)>,
    /// What judges together with each schema: elements share theirs, and each is looked up once.
    parts: BTreeMap<Pointer, Rc<[Rc<Holder>]>>,
    holders: BTreeMap<Pointer, Rc<Holder>>,
}

/// One schema object, and those below it that were asked for.
struct Holder {
    number: usize,
    schema: Schema,
    branches: OnceCell<Vec<Schema>>,
    items: OnceCell<Option<Schema>>,
    members: RefCell<BTreeMap<String, Option<Schema>>>,
}

impl Holder {
    fn branches(&self, source: &Map<String, Value>) -> &[Schema] {
        self.branches.get_or_init(|| {
            let keywords = ["oneOf", "anyOf"].into_iter();
            keywords.flat_map(|keyword| branches(&self.schema, source, keyword)).collect()
        })
    }

    fn member(&self, source: &Map<String, Value>, name: &str) -> Option<Schema> {
        if let Some(known) = self.members.borrow().get(name) {
            return known.clone();
        }
        let schema = member_schema(&self.schema, source, name);
        self.members.borrow_mut().insert(name.to_owned(), schema.clone());
        schema
    }

    fn element(&self, source: &Map<String, Value>, index: usize) -> Option<Schema> {
        if source.contains_key("prefixItems") {
            return element_schema(&self.schema, source, index);
        }
        self.items.get_or_init(|| at(&self.schema, source, "items")).clone()
    }
}

impl Walk {
    fn visit(&mut self, schema: &Schema, instance: &Pointer, value: &Value, depth: usize) {
        for holder in self.parts(schema).iter() {
            let Some(source) = holder.schema.source().as_object() else { continue };
            let is_new = self.seen.insert((holder.number, instance.clone()));
            if !is_new || depth > MAX_DEPTH || self.sites.len() >= MAX_SITES {
                continue;
            }
            self.sites.extend(spoken_of(source, value).map(|keyword| Site {
                instance: instance.clone(),
                keyword: keyword.to_owned(),
                schema: holder.schema.clone(),
            }));
            for branch in self.applied(holder, source, value) {
                self.visit(&branch, instance, value, depth + 1);
            }
            match value {
                Value::Object(object) => {
                    for (name, member) in object {
                        if let Some(schema) = holder.member(source, name) {
                            self.visit(&schema, &instance.join(name), member, depth + 1);
                        }
                    }
                }
                Value::Array(elements) => {
                    for (index, element) in elements.iter().enumerate() {
                        if let Some(schema) = holder.element(source, index) {
                            self.visit(&schema, &instance.join(index), element, depth + 1);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Looks up what judges a value together with a schema.
    fn parts(&mut self, schema: &Schema) -> Rc<[Rc<Holder>]> {
        if let Some(parts) = self.parts.get(schema.pointer()) {
            return Rc::clone(parts);
        }
        let parts = schema.parts(Follow::Always).into_iter();
        let parts: Rc<[_]> =
            parts.filter_map(|part| Some(self.holder(schema.sibling(&part.pointer)?))).collect();
        self.parts.insert(schema.pointer().clone(), Rc::clone(&parts));
        parts
    }

    fn holder(&mut self, schema: Schema) -> Rc<Holder> {
        let number = self.holders.len();
        let holder = self.holders.entry(schema.pointer().clone());
        Rc::clone(holder.or_insert_with(|| {
            Rc::new(Holder {
                number,
                schema,
                branches: OnceCell::new(),
                items: OnceCell::new(),
                members: RefCell::default(),
            })
        }))
    }

    /// Lists the schemas that judge the same value because it fits, or because of what it has.
    fn applied(&self, holder: &Holder, source: &Map<String, Value>, value: &Value) -> Vec<Schema> {
        let fits = |schema: &Schema| schema.is_valid(self.direction, value);
        let branches = holder.branches(source).iter();
        let mut applied: Vec<_> = branches.filter(|schema| fits(schema)).cloned().collect();
        let holder = &holder.schema;
        if let Some(condition) = at(holder, source, "if") {
            applied.extend(at(holder, source, if fits(&condition) { "then" } else { "else" }));
        }
        if let Some(Value::Object(dependents)) = source.get("dependentSchemas") {
            let base = holder.pointer().join("dependentSchemas");
            let present = dependents.keys().filter(|name| value.get(name).is_some());
            applied.extend(present.filter_map(|name| holder.sibling(&base.join(name))));
        }
        applied
    }
}

/// Lists the alternatives of a keyword.
pub(crate) fn branches(holder: &Schema, source: &Map<String, Value>, keyword: &str) -> Vec<Schema> {
    let count = source.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
    let base = holder.pointer().join(keyword);
    (0..count).filter_map(|index| holder.sibling(&base.join(index))).collect()
}

/// Gives the schema that a keyword holds.
pub(crate) fn at(holder: &Schema, source: &Map<String, Value>, keyword: &str) -> Option<Schema> {
    source.get(keyword).filter(|schema| schema.is_object())?;
    holder.sibling(&holder.pointer().join(keyword))
}

/// Finds what one schema object says of a property: by name, by pattern, or as one that is not declared.
pub(crate) fn member_schema(
    holder: &Schema,
    source: &Map<String, Value>,
    name: &str,
) -> Option<Schema> {
    if source.get("properties").is_some_and(|declared| declared.get(name).is_some()) {
        return holder.sibling(&holder.pointer().join("properties").join(name));
    }
    let patterned = source.get("patternProperties").and_then(|_| holder.property(name));
    patterned.or_else(|| at(holder, source, "additionalProperties"))
}

/// Finds what one schema object says of an element.
pub(crate) fn element_schema(
    holder: &Schema,
    source: &Map<String, Value>,
    index: usize,
) -> Option<Schema> {
    match source.get("prefixItems").and_then(|prefix| prefix.get(index)) {
        Some(_) => holder.sibling(&holder.pointer().join("prefixItems").join(index)),
        None => at(holder, source, "items"),
    }
}

/// Lists the keywords of one schema object that speak of values of a type.
pub(crate) fn spoken_of<'s>(
    source: &'s Map<String, Value>,
    value: &'s Value,
) -> impl Iterator<Item = &'s str> {
    // The validator counts for both, and names the count.
    let counts = source.contains_key("minContains");
    let speaks = move |keyword: &str, argument: &Value| {
        speaks_of(keyword, argument, value) && !(counts && keyword == "contains")
    };
    source.iter().filter(move |(k, argument)| speaks(k, argument)).map(|(k, _)| k.as_str())
}

/// Tells whether a keyword can be broken at all by another value in the place of this one, of the same type but for the keywords about types.
pub(crate) fn speaks_of(keyword: &str, argument: &Value, value: &Value) -> bool {
    match keyword {
        "type" | "enum" | "const" | "not" | "oneOf" | "anyOf" => true,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            value.is_number()
        }
        "format" => is_asserted(argument, value),
        "minLength" | "maxLength" | "pattern" => value.is_string(),
        "minItems" | "maxItems" | "contains" | "minContains" | "maxContains" => value.is_array(),
        "uniqueItems" => value.is_array() && *argument == Value::Bool(true),
        "unevaluatedItems" => value.is_array() && *argument == Value::Bool(false),
        "required" | "dependentRequired" | "propertyNames" | "minProperties" | "maxProperties" => {
            value.is_object()
        }
        "additionalProperties" | "unevaluatedProperties" => {
            value.is_object() && *argument == Value::Bool(false)
        }
        _ => false,
    }
}
