//! What of a body is the same tomorrow: the rest is replaced by what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use counterpart_generate::sites;
use counterpart_schema::{Direction, Schema};
use counterpart_spec::Pointer;
use jiff::Timestamp;
use serde_json::Value;

/// A body whose unstable parts are named.
#[derive(Debug)]
pub(super) struct Redacted(Value);

impl Redacted {
    /// Redacts by names and looks.
    pub(super) fn plain(body: Value) -> Self {
        Self::of(body, None, &BTreeSet::new())
    }

    /// Redacts by the formats of a schema, by what differed between two answers, by names and looks.
    pub(super) fn of(
        mut body: Value,
        schema: Option<&Schema>,
        unstable: &BTreeSet<Pointer>,
    ) -> Self {
        let listed = schema.map(|schema| sites(schema, Direction::Response, &body));
        let formats = listed.into_iter().flatten().filter(|site| site.keyword == "format");
        let formats = formats.filter_map(|site| {
            let format = site.argument().as_str().and_then(by_format)?;
            Some((site.instance, format))
        });
        let rules = Rules { formats: formats.collect(), unstable };
        rules.apply(&mut body, &Pointer::root(), "");
        Self(body)
    }
}

/// Shows the body as indented JSON.
impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

struct Rules<'r> {
    formats: BTreeMap<Pointer, &'static str>,
    unstable: &'r BTreeSet<Pointer>,
}

impl Rules<'_> {
    /// Replaces what is unstable below a place; a name is that of the property, or of the one that holds the list.
    fn apply(&self, value: &mut Value, at: &Pointer, name: &str) {
        let known = match value {
            Value::Null | Value::Bool(_) => None,
            Value::String(text) => self.formats.get(at).copied().or_else(|| looks(name, text)),
            Value::Number(number) => looks(name, &number.to_string()),
            Value::Array(elements) => {
                for (index, element) in elements.iter_mut().enumerate() {
                    self.apply(element, &at.join(index), name);
                }
                None
            }
            Value::Object(object) => {
                for (name, member) in object {
                    self.apply(member, &at.join(name), name);
                }
                None
            }
        };
        // What is known of a value tells more than that it varies.
        let varies = self.unstable.contains(at).then_some("[varies]");
        if let Some(mark) = known.or(varies) {
            *value = mark.into();
        }
    }
}

/// Names what a value of a format is, where it is another one each time.
fn by_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "uuid" => "[uuid]",
        "date-time" => "[datetime]",
        "date" => "[date]",
        "time" => "[time]",
        "password" => "[secret]",
        _ => return None,
    })
}

/// Names what a value is by its property and by how it is written; `None` of what is likely to stay.
pub(super) fn looks(name: &str, text: &str) -> Option<&'static str> {
    let is_key = name.eq_ignore_ascii_case("id")
        || ["_id", "-id", "Id", "ID", "_ids", "Ids"].iter().any(|end| name.ends_with(end));
    let lower = name.to_ascii_lowercase();
    if ["token", "secret", "password"].iter().any(|word| lower.contains(word)) {
        Some("[secret]")
    } else if is_uuid(text) {
        Some("[uuid]")
    } else if is_key {
        Some("[id]")
    } else if text.parse::<Timestamp>().is_ok() {
        Some("[datetime]")
    } else if lower == "etag" {
        Some("[etag]")
    } else {
        None
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(is_hex)
}

/// Lists the places where two bodies differ: the innermost ones, of lists of different lengths the list.
pub(super) fn differences(
    ours: &Value,
    theirs: &Value,
    at: &Pointer,
    found: &mut BTreeSet<Pointer>,
) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            for (name, member) in ours {
                match theirs.get(name) {
                    Some(other) => differences(member, other, &at.join(name), found),
                    None => {
                        found.insert(at.join(name));
                    }
                }
            }
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            for (index, (member, other)) in ours.iter().zip(theirs).enumerate() {
                differences(member, other, &at.join(index), found);
            }
        }
        (ours, theirs) if ours != theirs => {
            found.insert(at.clone());
        }
        _ => {}
    }
}
