//! What the query parameters of a list mean: filters, search, order and pages, by their names.

mod filters;
mod lexicon;
mod pages;

use std::sync::Arc;

use counterpart_schema::{Outline, Type};
use counterpart_spec::{Location, Operation, Parameter};
use serde_json::{Map, Value, json};

use lexicon::{ORDERS, SEARCHES, SORTS};

use super::collections::Reading;
use super::fields::CREATED;
use super::note::Note;
use super::resources::operand;
use super::words::plain;

/// Reads the query parameters of a list; `shown` is the form of its records.
pub(super) fn read(
    reading: &Reading<'_>,
    operation: &Operation,
    shown: &Outline,
    (resource, key): (&Outline, &str),
    note: &mut Note,
) -> Map<String, Value> {
    let query = Query { reading, shown, resource, key };
    let mut clauses = Map::new();
    let mut left: Vec<&Parameter> =
        operation.parameters.iter().filter(|p| p.location == Location::Query).collect();
    query.pages(&mut left, note);
    query.order(&mut left, note);
    query.search(&mut left, note);
    for parameter in left {
        if !query.filter(parameter, &mut clauses) {
            note.leave(&parameter.name);
        }
    }
    clauses
}

struct Query<'q> {
    reading: &'q Reading<'q>,
    shown: &'q Outline,
    resource: &'q Outline,
    key: &'q str,
}

impl Query<'_> {
    fn form(&self, parameter: &Parameter) -> Option<Arc<Outline>> {
        self.reading.parameter(parameter.schema.as_ref())
    }

    /// Takes the first parameter whose name is one of some, and whose form is right, out of those that are left.
    fn take<'p>(
        &self,
        left: &mut Vec<&'p Parameter>,
        names: &[&str],
        fits: impl Fn(&Outline) -> bool,
    ) -> Option<&'p Parameter> {
        let at = names.iter().find_map(|wanted| {
            left.iter().position(|parameter| {
                plain(&parameter.name) == *wanted
                    && self.form(parameter).is_none_or(|form| fits(&form))
            })
        })?;
        Some(left.remove(at))
    }

    fn order(&self, left: &mut Vec<&Parameter>, note: &mut Note) {
        let is_name = |form: &Outline| form.types().admits(Type::String);
        let sort = self.take(left, &SORTS, is_name);
        let order = self.take(left, &ORDERS, is_name);
        let of = |parameter: &Parameter| format!("={}", operand("query", &parameter.name));
        // `order` alone names the field, unless its values are directions.
        let (by, order, reason) = match (sort, order) {
            (None, None) => return,
            (None, Some(order)) if self.is_direction(order) => {
                let by = self.created().unwrap_or_else(|| self.key.to_owned());
                (by, Some(order), format!("`{}` turns the order round", order.name))
            }
            (Some(by), order) => (of(by), order, format!("`{}` names an order", by.name)),
            (None, Some(by)) => (of(by), None, format!("`{}` names an order", by.name)),
        };
        let value = match order {
            Some(order) => json!({ "by": by, "order": of(order) }),
            None => by.into(),
        };
        note.say("sort", value, &reason);
    }

    /// Finds the field that says when a record came into being.
    fn created(&self) -> Option<String> {
        let mut properties = self.resource.properties();
        let found = properties.find(|(name, _)| CREATED.contains(&plain(name).as_str()));
        found.map(|(name, _)| name.to_owned())
    }

    fn is_direction(&self, parameter: &Parameter) -> bool {
        let form = self.form(parameter);
        let values = form.as_ref().and_then(|form| form.schema().annotation("enum"));
        let values = values.and_then(Value::as_array).into_iter().flatten();
        let mut values = values.filter_map(Value::as_str).peekable();
        let is = |value: &str| value.to_ascii_lowercase().starts_with("asc");
        values.peek().is_none() && plain(&parameter.name) != "order" || values.any(is)
    }

    fn search(&self, left: &mut Vec<&Parameter>, note: &mut Note) {
        let is_text = |form: &Outline| form.types().admits(Type::String);
        let is_free =
            |wanted: &&&str| !self.resource.properties().any(|(name, _)| plain(name) == ***wanted);
        let names: Vec<_> = SEARCHES.iter().filter(is_free).copied().collect();
        if let Some(parameter) = self.take(left, &names, is_text) {
            let value = format!("={}", operand("query", &parameter.name));
            note.say(
                "search",
                value.into(),
                &format!("`{}` is looked for in texts", parameter.name),
            );
        }
    }
}
