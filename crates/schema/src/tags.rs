//! Tagged unions: which value of a property tells that which schema is meant (OpenAPI 3.1 §4.8.25, Discriminator Object).
//!
//! A schema is tagged by the keys of `mapping` that lead to it, else by its own name, unless its own `const` or `enum` says otherwise.

use std::collections::BTreeSet;

use counterpart_spec::Pointer;
use serde_json::{Map, Value, json};

use crate::parts::{Follow, parts};

/// The alternatives of a `oneOf` or `anyOf` that a property tells apart.
pub(crate) struct Union {
    /// The property.
    pub(crate) property: String,
    /// For each alternative the values of the property that mean it; none where they are not known.
    pub(crate) tags: Vec<Vec<Value>>,
    /// For each alternative whether its own schema leaves more values to the property.
    open: Vec<bool>,
}

impl Union {
    /// Reads the tags of the alternatives in a keyword of a schema; `None` when it has no discriminator.
    pub(crate) fn of(document: &Value, source: &Map<String, Value>, keyword: &str) -> Option<Self> {
        let discriminator = Discriminator::of(source)?;
        let branches = source.get(keyword)?.as_array()?;
        let tagged = branches.iter().map(|branch| {
            let target = Pointer::from_fragment(branch.get("$ref")?.as_str()?)?;
            let tags = discriminator.tags(document, &target);
            let own = discriminator.fixed(document, &target);
            let is_wider = own.is_none_or(|own| own.iter().any(|value| !tags.contains(value)));
            // That the name of a schema is its tag, as the specification has it, is believed only where the schema declares a plain property for it.
            let is_known =
                discriminator.mapping.is_some() || discriminator.is_plain(document, &target);
            let open = is_wider && is_known;
            Some((tags, open))
        });
        let (tags, open) = tagged.map(Option::unwrap_or_default).unzip();
        Some(Self { property: discriminator.property.to_owned(), tags, open })
    }

    /// Finds the alternative that a value is meant for.
    pub(crate) fn meant(&self, value: &Value) -> Option<usize> {
        let tag = value.get(&self.property)?;
        self.tags.iter().position(|tags| tags.contains(tag))
    }

    /// Fixes the tag in those rewritten alternatives that leave it open, so that none is taken for another.
    pub(crate) fn fix(&self, branches: &mut [Value]) {
        for ((branch, tags), open) in branches.iter_mut().zip(&self.tags).zip(&self.open) {
            let Value::Object(branch) = branch else { continue };
            if !open || branch.contains_key("properties") || branch.contains_key("required") {
                continue;
            }
            branch.insert("properties".to_owned(), json!({ &self.property: { "enum": tags } }));
            branch.insert("required".to_owned(), json!([self.property]));
        }
    }
}

/// Tells which property tags the values of a schema that is or extends a discriminated one, and with which values; `None` when there is no such property.
pub(crate) fn own(document: &Value, pointer: &Pointer) -> Option<(String, Vec<Value>)> {
    let parts = parts(document, pointer, Follow::Always);
    let parent = parts.iter().find(|part| {
        let listed = part.source.contains_key("oneOf") || part.source.contains_key("anyOf");
        part.source.contains_key("discriminator") && !listed
    })?;
    let discriminator = Discriminator::of(parent.source)?;
    let family = family(document, &parent.pointer);
    let tagged = |at: &Pointer| discriminator.tags(document, at);
    let tags = if family.contains(pointer) && parent.pointer != *pointer {
        tagged(pointer)
    } else if let Some(mapping) = discriminator.mapping {
        mapping.keys().map(|key| json!(key)).collect()
    } else if family.is_empty() {
        tagged(&parent.pointer)
    } else {
        family.iter().flat_map(tagged).collect()
    };
    Some((discriminator.property.to_owned(), tags))
}

/// Finds the components that extend another by `allOf`, themselves or through each other.
fn family(document: &Value, ancestor: &Pointer) -> BTreeSet<Pointer> {
    let mut found = BTreeSet::new();
    let Some(section) = ancestor.parent() else { return found };
    let Some(Value::Object(components)) = section.resolve(document) else { return found };
    loop {
        let known = found.len();
        for (name, component) in components {
            let branches = component.get("allOf").and_then(Value::as_array);
            let mut targets = branches
                .into_iter()
                .flatten()
                .filter_map(|branch| Pointer::from_fragment(branch.get("$ref")?.as_str()?));
            if targets.any(|target| target == *ancestor || found.contains(&target)) {
                found.insert(section.join(name));
            }
        }
        if found.len() == known {
            return found;
        }
    }
}

struct Discriminator<'d> {
    property: &'d str,
    mapping: Option<&'d Map<String, Value>>,
}

impl<'d> Discriminator<'d> {
    fn of(source: &'d Map<String, Value>) -> Option<Self> {
        let discriminator = source.get("discriminator")?;
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let property = discriminator.get("propertyName")?.as_str()?;
        Some(Self { property, mapping: mapping.filter(|mapping| !mapping.is_empty()) })
    }

    /// Lists the tags that mean the schema at a pointer.
    fn tags(&self, document: &Value, target: &Pointer) -> Vec<Value> {
        let leads_here = |value: &Value| {
            let text = value.as_str().unwrap_or_default();
            let named = || target.parent().is_some_and(|section| section.join(text) == *target);
            Pointer::from_fragment(text).map_or_else(named, |at| at == *target)
        };
        let mapped = self.mapping.into_iter().flatten().filter(|(_, value)| leads_here(value));
        let mut tags: Vec<_> = mapped.map(|(key, _)| json!(key)).collect();
        if tags.is_empty() {
            tags.extend(target.last().map(|name| json!(name)));
        }
        let Some(own) = self.fixed(document, target) else { return tags };
        tags.retain(|tag| own.contains(tag));
        if tags.is_empty() { own } else { tags }
    }

    /// Tells whether a schema declares the property, without alternatives.
    fn is_plain(&self, document: &Value, target: &Pointer) -> bool {
        let of = parts(document, target, Follow::Always).into_iter();
        let mut declared = of
            .map(|part| part.pointer.join("properties").join(self.property))
            .filter(|at| at.resolve(document).is_some())
            .peekable();
        let is_open = |at: &Pointer| {
            let parts = parts(document, at, Follow::Always);
            parts.iter().any(|p| p.source.contains_key("anyOf") || p.source.contains_key("oneOf"))
        };
        declared.peek().is_some() && !declared.any(|at| is_open(&at))
    }

    /// Lists the values that a schema itself leaves to the property; `None` where it leaves it open.
    fn fixed(&self, document: &Value, target: &Pointer) -> Option<Vec<Value>> {
        let mut fixed: Option<Vec<Value>> = None;
        for part in parts(document, target, Follow::Always) {
            let at = part.pointer.join("properties").join(self.property);
            for part in parts(document, &at, Follow::Always) {
                let listed = part.source.get("enum").and_then(Value::as_array).cloned();
                let Some(values) =
                    part.source.get("const").map(|only| vec![only.clone()]).or(listed)
                else {
                    continue;
                };
                fixed = Some(match fixed {
                    Some(known) => known.into_iter().filter(|tag| values.contains(tag)).collect(),
                    None => values,
                });
            }
        }
        fixed
    }
}

#[cfg(test)]
mod tests;
