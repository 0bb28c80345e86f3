//! What the query parameters of a list mean: filters, search, order and pages, by their names.

use std::sync::Arc;

use counterpart_schema::{Outline, Type};
use counterpart_spec::{Location, Operation, Parameter};
use serde_json::{Map, Value, json};

use super::collections::{Reading, is_scalar};
use super::note::Note;
use super::resources::operand;
use super::words::{one, plain};

const SIZES: [&str; 15] = [
    "limit",
    "perpage",
    "pagesize",
    "size",
    "count",
    "maxresults",
    "maxitems",
    "first",
    "top",
    "take",
    "rows",
    "pagelimit",
    "num",
    "itemsperpage",
    "maxpagesize",
];
const NUMBERS: [&str; 7] =
    ["page", "pagenumber", "pageno", "currentpage", "p", "pageindex", "pagenum"];
const OFFSETS: [&str; 6] = ["offset", "skip", "start", "startindex", "startat", "pageoffset"];
const CURSORS: [&str; 13] = [
    "cursor",
    "after",
    "startingafter",
    "pagetoken",
    "nexttoken",
    "marker",
    "continuation",
    "nextcursor",
    "pagecursor",
    "continuationtoken",
    "nextpagetoken",
    "pageafter",
    "aftercursor",
];
const SORTS: [&str; 7] =
    ["sort", "orderby", "sortby", "ordering", "sortfield", "sortkey", "sortcolumn"];
const ORDERS: [&str; 9] = [
    "order",
    "direction",
    "dir",
    "sortorder",
    "sortdir",
    "orderdir",
    "sortdirection",
    "orderdirection",
    "ordertype",
];
const SEARCHES: [&str; 11] = [
    "q",
    "search",
    "query",
    "keyword",
    "keywords",
    "term",
    "text",
    "searchterm",
    "searchquery",
    "searchtext",
    "filter",
];

/// How the end of a parameter's name compares.
const COMPARISONS: [(&str, &str); 14] = [
    ("gte", "gte"),
    ("lte", "lte"),
    ("gt", "gt"),
    ("lt", "lt"),
    ("after", "gt"),
    ("since", "gte"),
    ("from", "gte"),
    ("min", "gte"),
    ("start", "gte"),
    ("before", "lt"),
    ("until", "lte"),
    ("to", "lte"),
    ("max", "lte"),
    ("end", "lte"),
];

/// A page has so many records where callers cannot say.
const PAGE: usize = 20;

/// The values of a filter that mean no filter.
const ANY: [&str; 3] = ["all", "any", "*"];

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
        query.filter(parameter, &mut clauses);
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

    fn pages(&self, left: &mut Vec<&Parameter>, note: &mut Note) {
        let is_number =
            |form: &Outline| form.types().admits(Type::Integer) || form.types().is_any();
        let is_page = |form: &Outline| is_number(form) || form.types().admits(Type::String);
        let is_cursor = |form: &Outline| {
            is_scalar(form) && form.schema().annotation("format").is_none_or(|f| f == "uuid")
        };
        let size = self.take(left, &SIZES, is_number);
        let number = self.take(left, &NUMBERS, is_page);
        let offset = self.take(left, &OFFSETS, is_number);
        let cursor = self.take(left, &CURSORS, is_cursor);
        let Some((way, parameter)) = [("number", number), ("offset", offset), ("after", cursor)]
            .into_iter()
            .find_map(|(way, parameter)| Some((way, parameter?)))
            .or_else(|| size.map(|size| ("size", size)))
        else {
            return;
        };
        let of = |parameter: &Parameter| operand("query", &parameter.name);
        let mut page = Map::new();
        let size_value = size.map_or_else(|| json!(PAGE), |size| format!("={}", of(size)).into());
        page.insert("size".to_owned(), size_value);
        match way {
            "number" => {
                let from_zero = self.form(parameter).is_some_and(|form| {
                    let says = |key: &str| form.schema().annotation(key) == Some(&json!(0));
                    says("minimum") || says("default")
                });
                let plus = if from_zero { " + 1" } else { "" };
                page.insert("number".to_owned(), format!("={}{plus}", of(parameter)).into());
            }
            "size" => {}
            way => {
                page.insert(way.to_owned(), format!("={}", of(parameter)).into());
            }
        }
        let names: Vec<_> =
            size.into_iter().chain((way != "size").then_some(parameter)).map(|p| &p.name).collect();
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        note.say("page", Value::Object(page), &format!("pages by {}", names.join(" and ")));
    }

    fn order(&self, left: &mut Vec<&Parameter>, note: &mut Note) {
        let is_name = |form: &Outline| form.types().admits(Type::String);
        let sort = self.take(left, &SORTS, is_name);
        let order = self.take(left, &ORDERS, is_name);
        // `order` alone names the field, unless its values are directions.
        let (by, order) = match (sort, order) {
            (Some(by), order) => (by, order),
            (None, Some(order)) if !self.is_direction(order) => (order, None),
            _ => return,
        };
        let by_value = format!("={}", operand("query", &by.name));
        let value = match order {
            Some(order) => {
                json!({ "by": by_value, "order": format!("={}", operand("query", &order.name)) })
            }
            None => by_value.into(),
        };
        note.say("sort", value, &format!("`{}` names an order", by.name));
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

    /// Reads a parameter that is named like a property of the records.
    fn filter(&self, parameter: &Parameter, clauses: &mut Map<String, Value>) {
        let Some(form) = self.form(parameter) else { return };
        let name = plain(&parameter.name);
        let name = name.strip_prefix("filter").filter(|rest| !rest.is_empty()).unwrap_or(&name);
        let operand = operand("query", &parameter.name);
        if form.types().single() == Some(Type::Object) {
            for (inner, property) in form.properties() {
                let operand = format!("{operand}.{inner}");
                if let Some((field, target)) = self.field(&plain(inner)) {
                    equal(clauses, field, (&target, &property), &operand);
                }
            }
            return;
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
            let (field, _) = stems.iter().find_map(|stem| {
                self.field(stem)
                    .filter(|(_, target)| is_scalar(target) && (!is_date || is_time(target)))
            })?;
            Some((field, *test))
        })
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
