//! `Link`: where the other pages of a list are (RFC 8288).

use counterpart_exchange::escaped;

use super::headers::Facts;
use crate::expression::{Binding, Template};

/// Writes the links to the neighbouring pages, and to the first and the last; `None` where no pager is used.
pub(crate) fn link(facts: &Facts<'_>) -> Option<String> {
    let page = facts.behaviour.does.as_ref()?.clauses.page.as_ref()?;
    let bound = |name: &str| match facts.scope.get(name) {
        Some(Binding::Scalar(value)) => value.as_u64(),
        _ => None,
    };
    let (number, size, pages) = (bound("page")?, bound("size")?, bound("pages")?.max(1));
    let mut targets: Vec<(&str, String)> = Vec::new();
    let by = |template: &Option<Template>| template.as_ref().and_then(parameter);
    let name = if let Some(name) = by(&page.after) {
        let last = match facts.scope.get("items") {
            Some(Binding::Rows(rows)) => rows.last().map(|row| row.key.to_string()),
            _ => None,
        };
        targets.extend(last.filter(|_| number < pages).map(|key| ("next", key)));
        name
    } else {
        let offset = by(&page.offset);
        let is_offset = offset.is_some();
        let name = offset.or_else(|| by(&page.number))?;
        let at = |number: u64| {
            let value = if is_offset { (number - 1) * size } else { number };
            value.to_string()
        };
        targets.push(("first", at(1)));
        targets.extend((number > 1).then(|| ("prev", at(number.min(pages + 1) - 1))));
        targets.extend((number < pages).then(|| ("next", at(number + 1))));
        targets.push(("last", at(pages)));
        name
    };
    let links = targets
        .iter()
        .map(|(relation, value)| format!("<{}>; rel=\"{relation}\"", target(facts, &name, value)));
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then(|| links.join(", "))
}

/// Writes the request's own target with one parameter changed.
fn target(facts: &Facts<'_>, name: &str, value: &str) -> String {
    let request = facts.request;
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
    let mut pairs: Vec<_> = request.query.split('&').filter(is_other).map(str::to_owned).collect();
    pairs.push(format!("{name}={}", escaped(value)));
    let base = facts.behaviour.contract.operation().base_paths.first();
    format!("{}{}?{}", base.map_or("", String::as_str), request.path, pairs.join("&"))
}

/// Finds the query parameter that an expression reads.
fn parameter(template: &Template) -> Option<String> {
    let Template::Expression(expression) = template else { return None };
    let mut names = expression.names().into_iter();
    names.find_map(|name| name.strip_prefix("query.").map(str::to_owned))
}
