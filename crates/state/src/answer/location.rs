//! `Location`: where the record is that was created (RFC 9110 §10.2.2).

use counterpart_exchange::Decoded;
use counterpart_spec::Template;
use serde_json::{Map, Value};

use super::headers::Facts;
use crate::expression::{Binding, Scope};
use crate::language::Verb;
use crate::program::{Behaviour, Program};

/// Finds the operation that shows the record by itself: below the path of a `POST`, at the path of a `PUT`, else the one that reads the resource.
pub(crate) fn item(program: &Program, behaviour: &Behaviour) -> Option<usize> {
    let own = behaviour.contract.operation();
    let behaviours = program.behaviours();
    let find = |fits: &dyn Fn(&Behaviour) -> bool| {
        behaviours.iter().position(|other| {
            let operation = other.contract.operation();
            operation.method == "GET" && operation.path.ends_with('}') && fits(other)
        })
    };
    let below = || {
        find(&|other| {
            let path = &other.contract.operation().path;
            let (parent, last) = path.rsplit_once('/').unwrap_or_default();
            last.starts_with('{')
                && Template::parse(parent).nameless() == Template::parse(&own.path).nameless()
        })
    };
    let here = || find(&|other| other.contract.operation().path == own.path);
    let reads = || {
        let resource = &behaviour.does.as_ref()?.resource;
        find(&|other| {
            let does = other.does.as_ref();
            does.is_some_and(|does| does.verb == Verb::Read && does.resource == *resource)
        })
    };
    if own.method == "POST" {
        below().or_else(reads).or_else(here)
    } else {
        here().or_else(below).or_else(reads)
    }
}

/// Writes the path of the record, below the document's base path.
pub(crate) fn location(facts: &Facts<'_>, at: usize) -> Option<String> {
    let item = &facts.program.behaviours()[at].contract;
    let sent = match facts.scope.get("path") {
        Some(Binding::Json(value)) => value.as_object(),
        _ => None,
    };
    let template = Template::parse(&item.operation().path);
    let names: Vec<_> = template.names().collect();
    let own = Template::parse(&facts.behaviour.contract.operation().path);
    let own: Vec<_> = own.names().collect();
    let mut path = Map::new();
    for (at, name) in names.iter().enumerate() {
        let by_name = || sent?.get(*name).cloned();
        let by_place = || sent?.get(*own.get(at)?).cloned();
        let value = if at + 1 == names.len() {
            key(facts, name).or_else(by_name)
        } else {
            by_name().or_else(by_place).or_else(|| facts.record?.value.get(*name).cloned())
        };
        path.insert((*name).to_owned(), value?);
    }
    // A key is kept as text, and the parameter may be a number.
    let last = path.values_mut().next_back()?;
    let number = last.as_str().and_then(|key| key.parse::<i64>().ok()).map(Value::from);
    let text = std::mem::replace(last, number.unwrap_or_else(|| last.clone()));
    let write =
        |path: Map<String, Value>| item.encode(&Decoded { path, ..Decoded::default() }, None).ok();
    let request = write(path.clone()).or_else(|| {
        *path.values_mut().next_back()? = text;
        write(path)
    })?;
    Some(below(&facts.program.behaviours()[at], facts.scope, &request.path))
}

/// Puts a path below the base path that the request came by, where the operation stands there, else below the operation's first.
pub(super) fn below(behaviour: &Behaviour, scope: &Scope, path: &str) -> String {
    let bases = &behaviour.contract.operation().base_paths;
    let came = bases.iter().find(|base| scope.world().env.base_path() == Some(base));
    let base = came.or(bases.first()).map_or("", String::as_str);
    format!("{base}{path}")
}

/// Gives the key of what was created: the record's, else what the answer shows under the parameter's name or `id`.
fn key(facts: &Facts<'_>, name: &str) -> Option<Value> {
    if let Some(record) = facts.record {
        return Some(Value::String(record.key.to_string()));
    }
    let shown = facts.value?;
    let key = shown.get(name).or_else(|| shown.get("id"))?;
    (key.is_string() || key.is_number()).then(|| key.clone())
}
