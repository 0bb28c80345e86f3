//! Objects that lack properties, or have what they must not have.

use serde_json::{Map, Value};

use crate::breaks::{Make, count};
use crate::sites::{Site, member_schema};

/// The name of a property that no schema expects.
pub(super) const UNEXPECTED: &str = "x-unexpected";

/// Names that rules for names leave out, one for each kind of rule.
const ODD_NAMES: [&str; 9] = ["", "\u{7}", " ", "0", "a", "A", "-", "\u{e9}", UNEXPECTED];

/// A name that is longer than any rule allows.
const LONG_NAME: usize = 300;

type Object = Map<String, Value>;

pub(super) fn breaks(
    keyword: &str,
    argument: &Value,
    object: &Object,
    site: &Site,
    make: Make<'_>,
) -> Vec<Value> {
    let found = match (keyword, count(argument)) {
        ("required", _) => without(argument, object),
        ("dependentRequired", _) => undepended(argument, object, site, make),
        ("minProperties", Some(least)) if least > 0 => vec![fewer(object, least - 1, site)],
        ("maxProperties", Some(most)) => vec![grown(object, most + 1, site, make)],
        ("additionalProperties" | "unevaluatedProperties", _) => {
            vec![with(object, UNEXPECTED, Value::Null)]
        }
        ("propertyNames", _) => {
            let long = "a".repeat(LONG_NAME);
            let names = ODD_NAMES.into_iter().chain([long.as_str()]);
            names.map(|name| with(object, name, other(name, site, make))).collect()
        }
        _ => Vec::new(),
    };
    found.into_iter().map(Value::Object).collect()
}

fn with(object: &Object, name: &str, value: Value) -> Object {
    let mut more = object.clone();
    more.insert(name.to_owned(), value);
    more
}

fn without(names: &Value, object: &Object) -> Vec<Object> {
    let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
    let lacking = |name: &str| {
        let mut less = object.clone();
        less.shift_remove(name).map(|_| less)
    };
    names.filter_map(lacking).collect()
}

/// Leaves out what a property brings along, and adds the property where it is not there.
fn undepended(rules: &Value, object: &Object, site: &Site, make: Make<'_>) -> Vec<Object> {
    let mut found = Vec::new();
    for (name, needed) in rules.as_object().into_iter().flatten() {
        let present = if object.contains_key(name) {
            object.clone()
        } else {
            with(object, name, other(name, site, make))
        };
        let lacks = needed.as_array().into_iter().flatten().filter_map(Value::as_str);
        if lacks.clone().any(|name| !present.contains_key(name)) {
            found.push(present.clone());
        }
        found.extend(without(needed, &present));
    }
    found
}

/// Keeps some properties, those that are required first.
fn fewer(object: &Object, count: usize, site: &Site) -> Object {
    let required = site.schema.required();
    let mut names: Vec<_> = object.keys().collect();
    names.sort_by_key(|name| !required.contains(name));
    let kept = names.into_iter().take(count);
    kept.filter_map(|name| object.get_key_value(name))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}

/// Adds properties up to a number: declared ones first.
pub(crate) fn grown(object: &Object, count: usize, site: &Site, make: Make<'_>) -> Object {
    let declared = site.schema.properties();
    let made_up = (0..=count).map(|index| format!("{UNEXPECTED}-{index}"));
    let mut more = object.clone();
    for name in declared.into_keys().chain(made_up) {
        if more.len() >= count {
            break;
        }
        if !more.contains_key(&name) {
            let value = other(&name, site, make);
            more.insert(name, value);
        }
    }
    more
}

/// Adds a property that is not declared.
pub(crate) fn additional(object: &Object, site: &Site, make: Make<'_>) -> Object {
    with(object, UNEXPECTED, other(UNEXPECTED, site, make))
}

/// Makes a value for a property by what the schema says of it; `null` where nothing is said.
fn other(name: &str, site: &Site, make: Make<'_>) -> Value {
    let source = site.schema.source().as_object();
    let schema = source.and_then(|source| member_schema(&site.schema, source, name));
    schema.and_then(|schema| make(&schema)).unwrap_or_default()
}
