//! Arrays that are too short or too long, repeat themselves, or lack what they must contain.

use serde_json::Value;

use crate::breaks::{Make, count, witnesses};
use crate::sites::{Site, at, element_schema};

/// How often an element is made again so that it differs from all before it.
const TRIES: usize = 4;

pub(super) fn breaks(
    keyword: &str,
    argument: &Value,
    elements: &[Value],
    site: &Site,
    make: Make<'_>,
) -> Vec<Value> {
    let found = match (keyword, count(argument)) {
        ("minItems", Some(least)) if least > 0 => {
            vec![elements.iter().take(least - 1).cloned().collect(), Vec::new()]
        }
        ("maxItems", Some(most)) => vec![grown(elements, most + 1, site, make)],
        ("uniqueItems", _) => repeated(elements, site, make),
        ("contains" | "minContains", _) => lacking(elements),
        ("maxContains", Some(most)) => {
            let contained = source(site).and_then(|source| at(&site.schema, source, "contains"));
            let element = contained.and_then(|schema| make(&schema)).unwrap_or_default();
            vec![std::iter::repeat_n(element, most + 1).collect()]
        }
        ("unevaluatedItems", _) => {
            vec![elements.iter().cloned().chain([Value::Null]).collect()]
        }
        _ => Vec::new(),
    };
    found.into_iter().map(Value::Array).collect()
}

fn source(site: &Site) -> Option<&serde_json::Map<String, Value>> {
    site.schema.source().as_object()
}

/// Adds elements up to a length, each another where that can be had.
pub(crate) fn grown(elements: &[Value], length: usize, site: &Site, make: Make<'_>) -> Vec<Value> {
    let mut grown = elements.to_vec();
    while grown.len() < length {
        let schema = source(site).and_then(|s| element_schema(&site.schema, s, grown.len()));
        let mut element = None;
        for _ in 0..TRIES {
            element = schema.as_ref().and_then(&mut *make);
            if !element.as_ref().is_some_and(|element| grown.contains(element)) {
                break;
            }
        }
        let number = || Value::from(grown.len());
        let known = || if schema.is_some() { grown.first().cloned() } else { Some(number()) };
        let next = element.or_else(known).unwrap_or_else(number);
        grown.push(next);
    }
    grown
}

fn repeated(elements: &[Value], site: &Site, make: Make<'_>) -> Vec<Vec<Value>> {
    let first = elements.first().cloned().unwrap_or_else(|| {
        let schema = source(site).and_then(|source| element_schema(&site.schema, source, 0));
        schema.and_then(|schema| make(&schema)).unwrap_or_default()
    });
    let mut longer = elements.to_vec();
    longer.push(first.clone());
    if elements.is_empty() {
        longer.push(first.clone());
    }
    let mut same = elements.to_vec();
    if let Some(last) = same.last_mut() {
        *last = first;
    }
    vec![longer, same]
}

/// Lists arrays that hold none of what an array must contain: of the same length as far as a plain value is not meant.
fn lacking(elements: &[Value]) -> Vec<Vec<Value>> {
    let filled = witnesses().into_iter().map(|plain| vec![plain; elements.len()]);
    let fewer = elements[..elements.len().saturating_sub(1)].to_vec();
    filled.chain([fewer, Vec::new()]).collect()
}
