//! Parameters that are named like properties: equal to them, among several, or compared.

use std::sync::Arc;

use counterpart_schema::{Outline, Type};
use counterpart_spec::Parameter;
use serde_json::{Map, Value, json};

use super::Query;
use super::lexicon::COMPARISONS;
use crate::inference::collections::is_scalar;
use crate::inference::resources::operand;
use crate::inference::words::{one, plain};

/// The values of a filter that mean no filter.
const ANY: [&str; 3] = ["all", "any", "*"];

impl Query<'_> {
    /// Reads a parameter that is named like a property of the records; tells whether it is understood.
    pub(super) fn filter(&self, parameter: &Parameter, clauses: &mut Map<String, Value>) -> bool {
        let Some(form) = self.form(parameter) else { return false };
        let before = clauses.clone();
        let name = plain(&parameter.name);
        let name = name.strip_prefix("filter").filter(|rest| !rest.is_empty()).unwrap_or(&name);
        let operand = operand("query", &parameter.name);
        if form.types().single() == Some(Type::Object) {
            for (inner, property) in form.properties() {
                let operand = self::operand(&operand, inner);
                if let Some((field, target)) = self.field(&plain(inner)) {
                    equal(clauses, field, (&target, &property), &operand);
                }
            }
            return *clauses != before;
        }
        let field = self.field(name).or_else(|| {
            // `ids` are several keys.
            let several = form.types().admits(Type::Array) || form.types().admits(Type::String);
            self.field(&one(name)).filter(|_| several && one(name) != *name)
        });
        if let Some((field, target)) = field {
            let lists = plain(&field) != *name && form.types().single() != Some(Type::Array);
            if lists && is_scalar(&target) {
                let several = json!({ "in": format!("={operand}") });
                clauses.entry(field).or_insert(several);
            } else {
                equal(clauses, field, (&target, &form), &operand);
            }
        } else if let Some((field, test)) = self.comparison(name, &form) {
            let tests = clauses.entry(field).or_insert_with(|| json!({}));
            if let Some(tests) = tests.as_object_mut() {
                tests.insert(test.to_owned(), format!("={operand}").into());
            }
        }
        *clauses != before
    }

    fn field(&self, wanted: &str) -> Option<(String, Arc<Outline>)> {
        let all = self.resource.properties().chain(self.shown.properties());
        let mut found = all.filter(|(name, _)| plain(name) == wanted);
        found.next().map(|(name, form)| (name.to_owned(), form))
    }

    /// Reads `created_after`, `min_price`, `price[gte]`, `since`: a property with a comparison.
    fn comparison(&self, name: &str, form: &Outline) -> Option<(String, &'static str)> {
        let is_date = form.is_moment()
            || form.schema().annotation("format").is_some_and(|format| format == "date");
        let is_ordered = is_date || form.types().admits(Type::Integer);
        if !is_ordered {
            return None;
        }
        COMPARISONS.iter().find_map(|(word, test)| {
            let stem = name.strip_suffix(word).or_else(|| name.strip_prefix(word))?;
            let stem = stem.strip_suffix("date").filter(|stem| !stem.is_empty()).unwrap_or(stem);
            let stems: Vec<String> = match stem {
                "" | "date" | "time" if is_date => {
                    ["createdat", "created", "date", "timestamp", "time"].map(str::to_owned).into()
                }
                "" => return None,
                "id" => vec![plain(self.key)],
                stem => vec![
                    stem.to_owned(),
                    format!("{stem}at"),
                    format!("{stem}date"),
                    format!("date{stem}"),
                ],
            };
            let named = stems.iter().find_map(|stem| {
                self.field(stem)
                    .filter(|(_, target)| is_scalar(target) && (!is_date || is_time(target)))
            });
            let is_plain = matches!(stem, "" | "date" | "time") && is_date;
            let field = match named {
                Some((field, _)) => field,
                None => self.only_date().filter(|_| is_plain)?,
            };
            Some((field, *test))
        })
    }
}

impl Query<'_> {
    /// Finds the only field that holds a date, or several.
    fn only_date(&self) -> Option<String> {
        let is_date = |form: &Outline| {
            let format = form.schema().annotation("format").and_then(Value::as_str);
            matches!(format, Some("date" | "date-time"))
        };
        let mut dates = self
            .resource
            .properties()
            .filter(|(_, form)| is_date(form) || form.items().is_some_and(|items| is_date(&items)));
        let (name, _) = dates.next()?;
        dates.next().is_none().then(|| name.to_owned())
    }
}

fn is_time(form: &Outline) -> bool {
    let format = form.schema().annotation("format").and_then(Value::as_str);
    matches!(format, Some("date" | "date-time")) || form.types().admits(Type::Integer)
}

/// Demands of a field what a parameter says, where one can be the other.
fn equal(
    clauses: &mut Map<String, Value>,
    field: String,
    (property, parameter): (&Outline, &Outline),
    operand: &str,
) {
    let values = |form: &Outline| -> Option<Vec<String>> {
        let values = form.schema().annotation("enum")?.as_array()?;
        Some(
            values
                .iter()
                .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
                .collect(),
        )
    };
    let wanted = values(parameter);
    if let (Some(wanted), Some(known)) = (&wanted, values(property))
        && !wanted.iter().any(|value| known.contains(value))
    {
        return;
    }
    let wild = wanted.iter().flatten().find(|value| ANY.contains(&value.as_str()));
    let operand = match wild {
        Some(wild) => format!("={operand} if {operand} != '{wild}'"),
        None => format!("={operand}"),
    };
    let many = parameter.types().single() == Some(Type::Array);
    let value = match (is_scalar(property), many) {
        (true, true) => json!({ "in": operand }),
        (true, false) => operand.into(),
        (false, false) if property.types().single() == Some(Type::Array) => {
            let items = property.items();
            if items.is_some_and(|items| !is_scalar(&items)) {
                return;
            }
            json!({ "contains": operand })
        }
        _ => return,
    };
    clauses.entry(field).or_insert(value);
}
