//! Where the other pages of a list are: in the header `Link` (RFC 8288), and in envelopes.

use counterpart_exchange::{Request, escaped};
use http::header::HOST;
use serde_json::{Map, Value};

use super::headers::Facts;
use super::location::below;
use crate::expression::{Binding, Scope, Template};
use crate::language::Page;
use crate::program::Behaviour;

/// Writes the links to the neighbouring pages, and to the first and the last; `None` where no pager is used.
pub(super) fn link(facts: &Facts<'_>) -> Option<String> {
    let targets = targets(facts.behaviour, facts.request, facts.scope);
    let links = targets.iter().map(|(relation, target)| format!("<{target}>; rel=\"{relation}\""));
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then(|| links.join(", "))
}

/// Gives the same as whole URLs, by relation, for envelopes: `null` where there is no such page.
pub(crate) fn links(behaviour: &Behaviour, request: &Request, scope: &Scope) -> Value {
    let host = request.headers.get(HOST).and_then(|host| host.to_str().ok());
    let scheme = if scope.world().env.is_https() { "https" } else { "http" };
    let origin = format!("{scheme}://{}", host.unwrap_or("localhost"));
    let none = ["next", "prev", "first", "last"].map(|relation| (relation.to_owned(), Value::Null));
    let mut links: Map<_, _> = none.into_iter().collect();
    let own = (!request.query.is_empty()).then(|| format!("?{}", request.query));
    let own = below(behaviour, scope, &request.path) + &own.unwrap_or_default();
    for (relation, target) in targets(behaviour, request, scope).into_iter().chain([("self", own)])
    {
        links.insert(relation.to_owned(), format!("{origin}{target}").into());
    }
    Value::Object(links)
}

/// Lists the targets by their relations.
fn targets(behaviour: &Behaviour, request: &Request, scope: &Scope) -> Vec<(&'static str, String)> {
    let Some(page) = behaviour.does.as_ref().and_then(|does| does.clauses.page.as_deref()) else {
        return Vec::new();
    };
    let value = |name: &str| match scope.get(name) {
        Some(Binding::Scalar(value)) => value.clone(),
        Some(Binding::Json(value)) => (**value).clone(),
        _ => Value::Null,
    };
    let (Some(size), Some(pages)) = (value("size").as_u64(), value("pages").as_u64()) else {
        return Vec::new();
    };
    let mut values = vec![("next", value("next")), ("prev", value("prev"))];
    let by_key = values.iter().any(|(_, value)| value.is_string());
    if page.offset.is_some() && !by_key {
        let last = pages.saturating_sub(1) * size;
        values.extend([("first", 0.into()), ("last", last.into())]);
    } else if page.number.is_some() && !by_key {
        let first = page.first.unwrap_or(1);
        let last = pages.max(1) - 1 + first;
        values.extend([("first", first.into()), ("last", last.into())]);
    }
    // As RFC 8288 has them in its examples.
    values.sort_by_key(|(relation, _)| {
        ["first", "prev", "next", "last"].iter().position(|r| r == relation)
    });
    let target = |(relation, value): (&'static str, Value)| {
        let name = parameter(page, relation, &value)?;
        Some((relation, target(behaviour, request, scope, (&name, page), &value)))
    };
    values.into_iter().filter_map(target).collect()
}

/// Finds the query parameter that asks for a page.
fn parameter(page: &Page, relation: &str, value: &Value) -> Option<String> {
    let template = match value {
        Value::Null => None,
        Value::String(_) if relation == "prev" => page.before.as_ref(),
        Value::String(_) => page.after.as_ref(),
        _ => page.offset.as_ref().or(page.number.as_ref()),
    };
    template.and_then(read)
}

/// Writes the request's own target with one parameter changed, and without the others that choose a page.
fn target(
    behaviour: &Behaviour,
    request: &Request,
    scope: &Scope,
    (name, page): (&str, &Page),
    value: &Value,
) -> String {
    let Page { number, offset, after, before, around, .. } = page;
    let choosing = [number, offset, after, before, around].into_iter().flatten().filter_map(read);
    let choosing: Vec<_> = choosing.collect();
    let is_other = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !choosing.iter().any(|name| name == key)
    };
    let mut pairs: Vec<_> = request.query.split('&').filter(is_other).map(str::to_owned).collect();
    pairs.push(format!("{name}={}", escaped(&crate::store::text(value))));
    format!("{}?{}", below(behaviour, scope, &request.path), pairs.join("&"))
}

/// Finds the query parameter that an expression reads.
fn read(template: &Template) -> Option<String> {
    let Template::Expression(expression) = template else { return None };
    let mut names = expression.names().into_iter();
    names.find_map(|name| name.strip_prefix("query.").map(str::to_owned))
}
