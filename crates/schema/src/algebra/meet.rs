//! Intersections that look through references, which the algebra leaves symbolic.

use jsonschema::canonical::{CanonicalSchema, CanonicalView};
use serde_json::Value;

/// How many intersections one merge may take: alternatives multiply.
const MAX_MEETS: usize = 256;

/// How many pairs of alternatives are taken apart, in both directions: differences of differences grow fast.
const MAX_SHARING: usize = 6;

/// Intersects meanings, spreading over alternatives and compositions that refer to something; `None` when the algebra cannot, or not within reason.
pub(super) fn meet(meanings: &[CanonicalSchema]) -> Option<CanonicalSchema> {
    let mut seen = Vec::new();
    let parts = meanings.iter().flat_map(|meaning| conjuncts(meaning, &mut seen)).collect();
    let mut left = MAX_MEETS;
    all(parts, &seen, &mut left)
}

/// Takes from each alternative what others admit too, so that a value of any is a value of one only.
/// Alternatives that clearly share nothing stay as they are, references included; so do all where too many may share something, or the algebra cannot take them apart.
pub(super) fn exclusive(alternatives: &[CanonicalSchema]) -> Vec<CanonicalSchema> {
    let mut alternatives = alternatives.to_vec();
    let bodies: Vec<_> = alternatives.iter().map(body).collect();
    // What stands twice never holds alone.
    let twice = |own: &CanonicalSchema| bodies.iter().filter(|other| *other == own).count() > 1;
    alternatives.retain(|own| !twice(&body(own)));
    let bodies: Vec<_> = alternatives.iter().map(body).collect();
    let shares = |a: usize, b: usize| a != b && !are_disjoint(&bodies[a], &bodies[b]);
    let all = 0..alternatives.len();
    let sharing: usize = all.clone().map(|a| all.clone().filter(|b| shares(a, *b)).count()).sum();
    let are_plain = bodies.iter().all(|body| !is_composed(body));
    if sharing > MAX_SHARING || sharing > 0 && !are_plain {
        return alternatives;
    }
    let alone = |index: usize| {
        let others = all.clone().filter(|other| shares(index, *other));
        others.fold(alternatives[index].clone(), |left, other| {
            left.subtract(&bodies[other]).unwrap_or(left)
        })
    };
    all.clone().map(alone).collect()
}

/// Looks through a reference.
fn body(meaning: &CanonicalSchema) -> CanonicalSchema {
    match meaning.view() {
        CanonicalView::Reference(uri) => meaning.definition(&uri),
        _ => None,
    }
    .unwrap_or_else(|| meaning.clone())
}

/// Tells whether two meanings share nothing, as far as listed values show: their own, or those of a property that both require.
fn are_disjoint(a: &CanonicalSchema, b: &CanonicalSchema) -> bool {
    if let (Some(a), Some(b)) = (values(a), values(b)) {
        return !a.iter().any(|value| b.contains(value));
    }
    let (CanonicalView::Object(a), CanonicalView::Object(b)) = (a.view(), b.view()) else {
        return a.kind() != b.kind() && a.intersect(b).is_ok_and(|met| is_false(&met));
    };
    a.required.iter().filter(|name| b.required.contains(name)).any(|name| {
        let both = a.properties.get(name).zip(b.properties.get(name));
        let both = both.and_then(|(a, b)| values(&body(a)).zip(values(&body(b))));
        both.is_some_and(|(a, b)| !a.iter().any(|value| b.contains(value)))
    })
}

fn values(meaning: &CanonicalSchema) -> Option<Vec<Value>> {
    match meaning.view() {
        CanonicalView::Const(value) => Some(vec![value]),
        CanonicalView::Enum(values) => Some(values),
        _ => None,
    }
}

/// Tells whether a meaning has alternatives or parts, whose differences multiply.
fn is_composed(meaning: &CanonicalSchema) -> bool {
    use CanonicalView::{AllOf, AnyOf, Not, OneOf, Raw, TypedGroup};
    matches!(meaning.view(), AllOf(_) | AnyOf(_) | Not(_) | OneOf(_) | Raw(_) | TypedGroup(_))
}

fn is_false(meaning: &CanonicalSchema) -> bool {
    matches!(meaning.view(), CanonicalView::False)
}

/// Lists what must hold together; a composition that leads back to itself adds nothing.
fn conjuncts(meaning: &CanonicalSchema, seen: &mut Vec<String>) -> Vec<CanonicalSchema> {
    match meaning.view() {
        CanonicalView::Reference(uri) if seen.contains(&uri) || seen.len() == MAX_MEETS => {
            Vec::new()
        }
        CanonicalView::Reference(uri) => {
            let definition = meaning.definition(&uri);
            seen.push(uri);
            definition.map_or_else(Vec::new, |definition| conjuncts(&definition, seen))
        }
        CanonicalView::AllOf(branches) => {
            branches.iter().flat_map(|branch| conjuncts(branch, seen)).collect()
        }
        _ => vec![meaning.clone()],
    }
}

fn all(parts: Vec<CanonicalSchema>, seen: &[String], left: &mut usize) -> Option<CanonicalSchema> {
    let mut parts = parts.into_iter();
    let first = parts.next()?;
    parts.try_fold(first, |met, part| pair(&met, &part, seen, left))
}

fn pair(
    a: &CanonicalSchema,
    b: &CanonicalSchema,
    seen: &[String],
    left: &mut usize,
) -> Option<CanonicalSchema> {
    *left = left.checked_sub(1)?;
    let (branches, other) = match (a.view(), b.view()) {
        (CanonicalView::AnyOf(branches), _) => (branches, b),
        (_, CanonicalView::AnyOf(branches)) => (branches, a),
        _ => return a.intersect(b).ok(),
    };
    let mut met = Vec::with_capacity(branches.len());
    for branch in &branches {
        let mut seen = seen.to_vec();
        let mut parts = conjuncts(branch, &mut seen);
        parts.push(other.clone());
        met.push(all(parts, &seen, left)?);
    }
    met.into_iter().map(Some).reduce(|a, b| a?.union(&b?).ok())?
}
