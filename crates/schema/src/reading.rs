//! The value of one keyword as it must be meant, whatever its type.
//!
//! Assumes nothing about the schema around it but what the older dialects let two keywords say together.
//! Refuses to guess: what has no plain meaning is ignored, and said.

use serde_json::{Map, Number, Value, json};

use crate::fault::FaultKind;
use crate::pattern;
use crate::types::{Type, Types};

/// How a value is taken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reading {
    /// As it is written.
    Written,
    /// As another value that says the same.
    Same(Value),
    /// As another value, and why.
    As(Value, Complaint),
    /// Not at all, and why.
    Not(Complaint),
}

/// Why a value cannot be taken as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Complaint {
    pub(crate) kind: FaultKind,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Complaint {
    pub(crate) fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// The longest value that a message quotes; a longer one is named by its type.
const MAX_QUOTED: usize = 40;

/// Reads the value of a keyword that holds no schemas.
pub(crate) fn read(keyword: &str, value: &Value, source: &Map<String, Value>) -> Reading {
    match keyword {
        "type" => types(value, source),
        "enum" if !value.is_array() => ignored(keyword, value, "a list of values"),
        "required" => names(keyword, value),
        "dependentRequired" => dependent(keyword, value),
        "pattern" => match value {
            Value::String(pattern) => pattern::read(pattern),
            _ => ignored(keyword, value, "a regular expression"),
        },
        "uniqueItems" => flag(keyword, value),
        "exclusiveMinimum" | "exclusiveMaximum" => exclusive(keyword, value, source),
        "minimum" | "maximum" => number(keyword, value),
        "multipleOf" => match number(keyword, value) {
            Reading::Not(complaint) => Reading::Not(complaint),
            reading if taken(&reading, value).as_f64().is_some_and(|step| step > 0.0) => reading,
            _ => ignored(keyword, value, "a number above 0"),
        },
        "contentEncoding" | "contentMediaType" | "format" if !value.is_string() => {
            ignored(keyword, value, "a text")
        }
        _ if keyword.starts_with("min") || keyword.starts_with("max") => count(keyword, value),
        _ => Reading::Written,
    }
}

/// Reads a schema where one is expected: `true` stands for what is none.
pub(crate) fn schema(value: &Value) -> Reading {
    match value {
        Value::Object(_) | Value::Bool(_) => Reading::Written,
        Value::String(text) if text == "true" || text == "false" => {
            repaired(Value::Bool(text == "true"), format!("`{value}` is read as `{text}`"))
        }
        _ => Reading::Not(
            Complaint::new(
                FaultKind::Unreadable,
                format!("{} is no schema, and everything is accepted there", quoted(value)),
            )
            .help("write an object, or `true` for anything"),
        ),
    }
}

/// Says that a value is passed over for being something else than the keyword takes.
pub(crate) fn ignored(keyword: &str, value: &Value, expected: &str) -> Reading {
    let message = match value {
        Value::Array(list) if list.is_empty() => format!("`{keyword}` is ignored: it is empty"),
        _ => format!("`{keyword}` is ignored: {} is not {expected}", quoted(value)),
    };
    let complaint = Complaint::new(FaultKind::Ignored, message);
    Reading::Not(match (keyword, value) {
        ("required", Value::Bool(_) | Value::String(_)) => {
            complaint.help("list the names in the `required` of the object that has the properties")
        }
        _ => complaint,
    })
}

/// Gives what a reading makes of a value; where that is nothing, what is written.
fn taken<'v>(reading: &'v Reading, written: &'v Value) -> &'v Value {
    match reading {
        Reading::Same(value) | Reading::As(value, _) => value,
        Reading::Written | Reading::Not(_) => written,
    }
}

/// Tells which types a schema object names.
pub(crate) fn named_types(source: &Map<String, Value>) -> Types {
    let Some(value) = source.get("type") else { return Types::ANY };
    let reading = types(value, source);
    match (&reading, taken(&reading, value)) {
        (Reading::Not(_), _) => Types::ANY,
        (_, Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).filter_map(Type::named).collect()
        }
        (_, name) => name.as_str().and_then(Type::named).map_or(Types::ANY, Types::just),
    }
}

fn repaired(value: Value, message: String) -> Reading {
    Reading::As(value, Complaint::new(FaultKind::Repaired, message))
}

fn types(value: &Value, source: &Map<String, Value>) -> Reading {
    let nullable = source.get("nullable") == Some(&Value::Bool(true));
    if !nullable && value.as_str().and_then(Type::named).is_some() {
        return Reading::Written;
    }
    let listed = match value {
        Value::Array(listed) => listed.as_slice(),
        one => std::slice::from_ref(one),
    };
    // Unquoted, `null` is no text in YAML.
    let name = |value: &Value| match value {
        Value::Null => Some("null".to_owned()),
        Value::String(name) => Type::named(name).map(|_| name.clone()),
        _ => None,
    };
    if let Some(unknown) = listed.iter().find(|value| name(value).is_none()) {
        let unknown = unknown.as_str().map_or_else(|| quoted(unknown), |name| format!("`{name}`"));
        let message = format!("{unknown} is no type, and every type is accepted");
        let known = Type::ALL.map(|ty| format!("`{}`", ty.name())).join(", ");
        let complaint = Complaint::new(FaultKind::Untyped, message);
        return Reading::Not(complaint.help(format!("the types are {known}")));
    }
    let mut names: Vec<String> = Vec::new();
    for name in listed.iter().filter_map(name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return ignored("type", value, "a type");
    }
    let repaired_names = names.len() < listed.len() || listed.iter().any(Value::is_null);
    let added = nullable && !names.iter().any(|name| name == "null");
    if added {
        names.push("null".to_owned());
    }
    let read = json!(names);
    if repaired_names {
        repaired(read.clone(), format!("{} is read as `{read}`", quoted(value)))
    } else if added {
        Reading::As(read.clone(), dated("nullable", &format!("`type: {read}`")))
    } else {
        Reading::Written
    }
}

/// Complains of what an older dialect wrote.
pub(crate) fn dated(keyword: &str, today: &str) -> Complaint {
    let message = format!("`{keyword}` is written as older dialects have it, and read as {today}");
    Complaint::new(FaultKind::Dated, message)
}

fn names(keyword: &str, value: &Value) -> Reading {
    let Value::Array(listed) = value else { return ignored(keyword, value, "a list of names") };
    let mut names: Vec<Value> = Vec::new();
    for name in listed {
        let name = match name {
            Value::String(_) => name.clone(),
            Value::Number(_) | Value::Bool(_) => Value::String(name.to_string()),
            _ => continue,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let read = Value::Array(names);
    if read == *value {
        return Reading::Written;
    }
    repaired(read, format!("the names of `{keyword}` are read as texts that stand once each"))
}

fn dependent(keyword: &str, value: &Value) -> Reading {
    let Value::Object(map) = value else { return ignored(keyword, value, "an object of lists") };
    let mut read = Map::new();
    let mut complaint = None;
    for (name, listed) in map {
        match names(keyword, listed) {
            Reading::As(listed, why) => {
                read.insert(name.clone(), listed);
                complaint = complaint.or(Some(why));
            }
            // What is lost weighs more than what is repaired.
            Reading::Not(why) => complaint = Some(why),
            _ => {
                read.insert(name.clone(), listed.clone());
            }
        }
    }
    match complaint {
        Some(complaint) => Reading::As(Value::Object(read), complaint),
        None => Reading::Written,
    }
}

fn flag(keyword: &str, value: &Value) -> Reading {
    match value {
        Value::Bool(_) => Reading::Written,
        Value::String(text) if text == "true" || text == "false" => {
            repaired(Value::Bool(text == "true"), format!("`{value}` is read as `{text}`"))
        }
        _ => ignored(keyword, value, "`true` or `false`"),
    }
}

fn number(keyword: &str, value: &Value) -> Reading {
    let parsed = match value {
        Value::Number(_) => return Reading::Written,
        Value::String(text) => serde_json::from_str::<Number>(text.trim()).ok(),
        _ => None,
    };
    match parsed {
        Some(number) => repaired(json!(number), format!("`{value}` is read as `{number}`")),
        None => ignored(keyword, value, "a number"),
    }
}

/// Reads a bound that older dialects mark exclusive by `true`.
fn exclusive(keyword: &str, value: &Value, source: &Map<String, Value>) -> Reading {
    let inclusive = if keyword == "exclusiveMinimum" { "minimum" } else { "maximum" };
    let bound = source.get(inclusive);
    match (value, bound.map(|bound| (number(inclusive, bound), bound))) {
        (Value::Bool(true), Some((reading, bound))) if !matches!(reading, Reading::Not(_)) => {
            let bound = taken(&reading, bound).clone();
            let complaint = dated(keyword, &format!("`{keyword}: {bound}`"));
            Reading::As(bound, complaint)
        }
        (Value::Bool(true), _) => {
            ignored(keyword, value, &format!("a number, and there is no `{inclusive}`"))
        }
        (Value::Bool(false), _) => Reading::Not(dated(keyword, "if it were not there")),
        _ => number(keyword, value),
    }
}

fn count(keyword: &str, value: &Value) -> Reading {
    let reading = number(keyword, value);
    let Value::Number(number) = taken(&reading, value) else { return reading };
    let whole = match (number.as_u64(), number.as_f64()) {
        (Some(_), _) => return reading,
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates: no value is longer than that"
        )]
        (None, Some(float)) if float >= 0.0 && float.fract() == 0.0 => json!(float as u64),
        _ => return ignored(keyword, value, "a whole number from 0 up"),
    };
    match reading {
        Reading::As(_, complaint) => Reading::As(whole, complaint),
        _ => Reading::Same(whole),
    }
}

/// Quotes a value, if that is short.
fn quoted(value: &Value) -> String {
    let text = value.to_string();
    if text.len() <= MAX_QUOTED {
        return format!("`{text}`");
    }
    match value {
        Value::Array(_) => "the list".to_owned(),
        Value::Object(_) => "the object".to_owned(),
        _ => "the value".to_owned(),
    }
}
