//! Values of `enum` that the `type` beside them excludes.

use counterpart_spec::Diagnostic;
use counterpart_spec::grammar::Kind;
use serde_json::Value;

use crate::findings::Findings;
use crate::sites::Site;

/// Notes the first value that is of no type its schema admits; where none is of one, nothing fits the schema, and that is told with it.
pub(crate) fn check(site: &Site<'_>, findings: &mut Findings<'_>) {
    let (Kind::Schema, Some(types)) = (site.kind, types(site.value)) else { return };
    let Some(values) = site.value.get("enum").and_then(Value::as_array) else { return };
    let excluded = |value: &Value| !types.iter().any(|name| is_of(value, name));
    let wrong: Vec<_> = values.iter().enumerate().filter(|(_, value)| excluded(value)).collect();
    let Some((index, value)) = wrong.first().filter(|_| wrong.len() < values.len()) else { return };
    let more = match wrong.len() - 1 {
        0 => String::new(),
        1 => ", nor is 1 more".to_owned(),
        more => format!(", nor are {more} more"),
    };
    let message = format!("`{value}` is no {}{more}, so it never fits", types.join(" or "));
    let help = "correct `type`, or write the value as one of it";
    let pointer = site.pointer.join("enum").join(index);
    findings.note(Diagnostic::warning("W0243", message).help(help), &pointer);
}

/// Reads `type`; `None` where it is absent, or names what is no type.
fn types(schema: &Value) -> Option<Vec<&str>> {
    let types = match schema.get("type")? {
        Value::Array(list) => list.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?,
        one => vec![one.as_str()?],
    };
    let known = |name: &&str| {
        matches!(*name, "null" | "boolean" | "integer" | "number" | "string" | "array" | "object")
    };
    types.iter().all(known).then_some(types)
}

fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => {
            let whole = number.as_f64().is_none_or(|number| number.fract() == 0.0);
            name == "number" || (name == "integer" && whole)
        }
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}
