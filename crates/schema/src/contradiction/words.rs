//! One conflict in words, with the values that the document has.

use counterpart_spec::Pointer;
use serde_json::{Map, Value};

use crate::algebra::{Conflict, Culprit};
use crate::parts::Follow;
use crate::schema::Schema;
use crate::types::{Type, Types};

/// What is wrong where nothing better is known.
pub(super) const UNKNOWN: &str = "its parts exclude each other";

/// What is wrong with a `oneOf` whose branches overlap.
const OVERLAP: &str = "whatever fits one branch of `oneOf` fits another, or none fits";

/// Says what is wrong with the schema at a pointer.
pub(super) fn word(schema: &Schema, conflict: &Conflict, at: &Pointer) -> String {
    let culprits = match conflict {
        Conflict::Literal => return "it is `false`".to_owned(),
        Conflict::Between(culprits) => culprits,
    };
    let facts = Facts { schema, culprits, at };
    facts
        .empty()
        .or_else(|| facts.range())
        .or_else(|| facts.types())
        .or_else(|| facts.forbidden())
        .or_else(|| disagreement(&schema.sibling(at)?))
        .or_else(|| facts.unique())
        .or_else(|| facts.branches())
        .unwrap_or_else(|| facts.named())
}

/// Guesses what is wrong with a schema of which the algebra does not tell.
pub(super) fn unproven(schema: &Schema) -> Option<String> {
    let one_of = || schema.source().get("oneOf").map(|_| OVERLAP.to_owned());
    disagreement(schema).or_else(one_of)
}

/// Finds a required property that is declared several times, with types that exclude each other.
fn disagreement(schema: &Schema) -> Option<String> {
    schema.required().iter().find_map(|name| {
        let declared = schema.declarations(|declared| declared == name);
        let types: Vec<_> = declared.iter().map(|(_, schema)| schema.types()).collect();
        let together = types.iter().copied().fold(Types::ANY, Types::intersection);
        let words: Vec<_> = types.into_iter().map(kinds).collect();
        let disagree = words.len() > 1 && together.is_none();
        disagree
            .then(|| format!("required property `{name}` is asked for as {}", words.join(" and ")))
    })
}

/// What is known about a conflict.
struct Facts<'c> {
    schema: &'c Schema,
    culprits: &'c [Culprit],
    at: &'c Pointer,
}

impl Facts<'_> {
    /// Finds a keyword that has to do with the conflict, and its value.
    fn keyword(&self, keyword: &str) -> Option<&Value> {
        let holder =
            self.culprits.iter().find(|c| c.keywords.iter().any(|name| name == keyword))?;
        holder.pointer.resolve(self.schema.schemas().document())?.get(keyword)
    }

    /// Lists the schemas that exclude each other.
    fn parties(&self) -> Vec<Schema> {
        self.culprits.iter().filter_map(|culprit| self.schema.sibling(&culprit.pointer)).collect()
    }

    fn empty(&self) -> Option<String> {
        let listed = self.keyword("enum").and_then(Value::as_array);
        match (listed, self.keyword("const")) {
            (Some(values), _) if values.is_empty() => Some("`enum` is empty".to_owned()),
            (Some(_), _) if self.culprits.len() == 1 => {
                Some(format!("no value of `enum` is {}", self.kinds(self.culprits.first()?)?))
            }
            (_, Some(value)) if self.culprits.len() == 1 => Some(format!(
                "`const` is `{value}`, which is not {}",
                self.kinds(self.culprits.first()?)?
            )),
            _ => self.keyword("not").map(|_| "`not` excludes every value".to_owned()),
        }
    }

    /// Names the types that `type` asks for at a part.
    fn kinds(&self, culprit: &Culprit) -> Option<String> {
        let source = culprit.pointer.resolve(self.schema.schemas().document())?.as_object()?;
        let types = crate::reading::named_types(source);
        (!types.is_any()).then(|| kinds(types))
    }

    fn range(&self) -> Option<String> {
        let number = |keyword: &str| self.keyword(keyword).filter(|value| value.is_number());
        for (low, high) in [
            ("minLength", "maxLength"),
            ("minItems", "maxItems"),
            ("minProperties", "maxProperties"),
            ("minContains", "maxContains"),
            ("minimum", "maximum"),
            ("exclusiveMinimum", "maximum"),
            ("minimum", "exclusiveMaximum"),
            ("exclusiveMinimum", "exclusiveMaximum"),
        ] {
            let (Some(least), Some(most)) = (number(low), number(high)) else { continue };
            if least.as_f64() > most.as_f64() {
                return Some(format!("`{low}` {least} is above `{high}` {most}"));
            }
            if let Some(step) = number("multipleOf") {
                return Some(format!("no multiple of {step} lies between {least} and {most}"));
            }
            if low.starts_with("exclusive") || high.starts_with("exclusive") {
                return Some(format!("nothing lies between `{low}` {least} and `{high}` {most}"));
            }
        }
        None
    }

    fn types(&self) -> Option<String> {
        let mut asked: Vec<Types> = Vec::new();
        for party in self.parties() {
            let types = party.types();
            if !types.is_any() && !asked.contains(&types) {
                asked.push(types);
            }
        }
        let together = asked.iter().copied().fold(Types::ANY, Types::intersection);
        let several = asked.len() > 1 && together.is_none();
        let words: Vec<_> = asked.into_iter().map(kinds).collect();
        several.then(|| format!("`allOf` asks for {}", words.join(" and ")))
    }

    /// Finds a property that one part requires and another forbids.
    fn forbidden(&self) -> Option<String> {
        let here = self.schema.sibling(self.at)?;
        let parts = here.parts(Follow::Always);
        let forbids = |source: &Map<String, Value>, name: &str| {
            let declared = source.get("properties").and_then(|properties| properties.get(name));
            let closed = source.get("additionalProperties") == Some(&Value::Bool(false));
            match declared {
                Some(Value::Bool(false)) => Some("properties"),
                None if closed && !source.contains_key("patternProperties") => {
                    Some("additionalProperties")
                }
                _ => None,
            }
        };
        here.required().iter().find_map(|name| {
            let keyword = parts.iter().find_map(|part| forbids(part.source, name))?;
            Some(format!("required property `{name}` is forbidden by `{keyword}`"))
        })
    }

    fn unique(&self) -> Option<String> {
        self.keyword("uniqueItems")?;
        let least = self.keyword("minItems")?.as_u64()?;
        let items = self.schema.sibling(self.at)?.items()?;
        let listed = items.annotation("enum").and_then(Value::as_array).map(Vec::len);
        let only = |ty| items.types() == Types::just(ty);
        let count = listed.or_else(|| match () {
            () if only(Type::Boolean) => Some(2),
            () if only(Type::Null) || items.constant().is_some() => Some(1),
            () => None,
        })?;
        Some(format!("`minItems` asks for {least} unique elements, and there are only {count}"))
    }

    fn branches(&self) -> Option<String> {
        if self.keyword("oneOf").is_some() {
            return Some(OVERLAP.to_owned());
        }
        self.keyword("anyOf").map(|_| "nothing fits any branch of `anyOf`".to_owned())
    }

    /// Names the parts, where nothing better is known.
    fn named(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        for culprit in self.culprits {
            let whole = culprit.pointer.below(self.at).to_string();
            let listed = culprit.keywords.iter().cloned();
            names.extend(listed.chain(culprit.keywords.is_empty().then_some(whole)));
        }
        if names.iter().any(|name| name != "type") {
            names.retain(|name| name != "type");
        }
        names.dedup();
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        match names.as_slice() {
            [only] => format!("{only} excludes every value"),
            [rest @ .., last] => format!("{} and {last} exclude each other", rest.join(", ")),
            [] => UNKNOWN.to_owned(),
        }
    }
}

/// Names types with their article.
fn kinds(types: Types) -> String {
    let names = types.iter().map(|ty| match ty {
        Type::Null => "`null`".to_owned(),
        Type::Integer | Type::Array | Type::Object => format!("an {}", ty.name()),
        _ => format!("a {}", ty.name()),
    });
    names.collect::<Vec<_>>().join(" or ")
}
