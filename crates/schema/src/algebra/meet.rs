//! Intersections that look through references, which the algebra leaves symbolic.

use jsonschema::canonical::{CanonicalSchema, CanonicalView};

/// How many intersections one merge may take: alternatives multiply.
const MAX_MEETS: usize = 256;

/// Intersects meanings, spreading over alternatives and compositions that refer to something; `None` when the algebra cannot, or not within reason.
pub(super) fn meet(meanings: &[CanonicalSchema]) -> Option<CanonicalSchema> {
    let mut seen = Vec::new();
    let parts = meanings.iter().flat_map(|meaning| conjuncts(meaning, &mut seen)).collect();
    let mut left = MAX_MEETS;
    all(parts, &seen, &mut left)
}

/// Lists what must hold together; a composition that leads back to itself adds nothing.
fn conjuncts(meaning: &CanonicalSchema, seen: &mut Vec<String>) -> Vec<CanonicalSchema> {
    match meaning.view() {
        CanonicalView::Reference(uri) if seen.contains(&uri) => Vec::new(),
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
