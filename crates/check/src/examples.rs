//! Examples and defaults that break the schema they illustrate.

use counterpart_schema::Violation;
use counterpart_spec::grammar::{Kind, follow};
use counterpart_spec::{Diagnostic, Pointer};
use serde_json::Value;

use crate::findings::Findings;
use crate::sites::Site;

/// Notes each example and default that its schema excludes.
pub(crate) fn check(site: &Site<'_>, findings: &mut Findings<'_>) {
    match site.kind {
        Kind::Schema => {
            let examples = site.value.get("examples").and_then(Value::as_array).into_iter();
            let base = site.pointer.join("examples");
            for (index, value) in examples.flatten().enumerate() {
                judge(site, findings, &EXAMPLE, site.pointer, (&base.join(index), value));
            }
            if let Some(value) = site.value.get("default") {
                let pointer = site.pointer.join("default");
                judge(site, findings, &DEFAULT, site.pointer, (&pointer, value));
            }
        }
        Kind::Parameter | Kind::Header | Kind::MediaType if site.value.get("schema").is_some() => {
            let schema = site.pointer.join("schema");
            let document = findings.document;
            for (pointer, value) in declared(site, &document.value) {
                if !is_text_of_a_form(site, value) {
                    judge(site, findings, &EXAMPLE, &schema, (&pointer, value));
                }
            }
        }
        _ => {}
    }
}

/// What is judged: its code, its name, and what to do.
struct About {
    code: &'static str,
    name: &'static str,
    help: &'static str,
}

const EXAMPLE: About = About {
    code: "W0241",
    name: "example",
    help: "correct the example or the schema; an example that does not fit is not served",
};

const DEFAULT: About =
    About { code: "W0242", name: "default", help: "correct the default or the schema" };

fn judge(
    site: &Site<'_>,
    findings: &mut Findings<'_>,
    about: &About,
    schema: &Pointer,
    (pointer, value): (&Pointer, &Value),
) {
    let Ok(schema) = findings.schemas.at(schema) else { return };
    let violations = site.travels.violations(&schema, value);
    let Some(first) = violations.first() else { return };
    let message = message(about.name, first, violations.len() - 1);
    let place = pointer.concat(&first.instance);
    findings.note(Diagnostic::warning(about.code, message).help(about.help), &place);
}

fn message(name: &str, violation: &Violation, more: usize) -> String {
    let Violation { keyword, message, instance, .. } = violation;
    let at = match instance.as_str() {
        "" => String::new(),
        place => format!(" at `{place}`"),
    };
    let more = match more {
        0 => String::new(),
        1 => ", and breaks it at one more place".to_owned(),
        more => format!(", and breaks it at {more} more places"),
    };
    format!("the {name} breaks `{keyword}`{at}: {message}{more}")
}

/// Lists the examples of a parameter, header or media type, following references.
fn declared<'v>(site: &Site<'v>, document: &'v Value) -> Vec<(Pointer, &'v Value)> {
    let one = site.value.get("example").map(|value| (site.pointer.join("example"), value));
    let base = site.pointer.join("examples");
    let named = site.value.get("examples").and_then(Value::as_object).into_iter().flatten();
    let named = named.filter_map(|(name, example)| {
        let (pointer, example) = follow(document, base.join(name), example)?;
        // `dataValue` is what 3.2 calls the value as it is before it is written.
        let key = ["value", "dataValue"].into_iter().find(|key| example.get(key).is_some())?;
        Some((pointer.join(key), &example[key]))
    });
    one.into_iter().chain(named).collect()
}

/// Tells whether an example is the text of a body that is not JSON: what value that text stands for is not known here.
fn is_text_of_a_form(site: &Site<'_>, value: &Value) -> bool {
    let range = site.pointer.last().unwrap_or_default();
    site.kind == Kind::MediaType && value.is_string() && !range.contains("json")
}
