//! Intersections that look through references, which the algebra leaves symbolic.

use jsonschema::canonical::{CanonicalSchema, CanonicalView};

/// Gives what a reference stands for; a reference that leads nowhere stays.
fn unfold(meaning: &CanonicalSchema) -> CanonicalSchema {
    let mut meaning = meaning.clone();
    let mut seen = Vec::new();
    while let CanonicalView::Reference(uri) = meaning.view() {
        match meaning.definition(&uri) {
            Some(definition) if !seen.contains(&uri) => meaning = definition,
            _ => break,
        }
        seen.push(uri);
    }
    meaning
}

/// How many intersections one merge may take: unfolded references lead to others, and some back to themselves.
const MAX_MEETS: usize = 256;

/// Intersects meanings, spreading over alternatives and compositions that refer to something; `None` when the algebra cannot, or not within reason.
pub(super) fn meet(meanings: &[CanonicalSchema]) -> Option<CanonicalSchema> {
    let mut left = MAX_MEETS;
    let mut meanings = meanings.iter().map(unfold);
    let first = meanings.next()?;
    meanings.try_fold(first, |all, meaning| pair(&all, &meaning, &mut left))
}

fn pair(a: &CanonicalSchema, b: &CanonicalSchema, left: &mut usize) -> Option<CanonicalSchema> {
    *left = left.checked_sub(1)?;
    match (a.view(), b.view()) {
        (CanonicalView::AnyOf(branches), _) => spread(&branches, b, left),
        (_, CanonicalView::AnyOf(branches)) => spread(&branches, a, left),
        (CanonicalView::AllOf(branches), _) => {
            branches.iter().try_fold(b.clone(), |all, branch| pair(&unfold(branch), &all, left))
        }
        (_, CanonicalView::AllOf(branches)) => {
            branches.iter().try_fold(a.clone(), |all, branch| pair(&unfold(branch), &all, left))
        }
        _ => a.intersect(b).ok(),
    }
}

fn spread(
    branches: &[CanonicalSchema],
    other: &CanonicalSchema,
    left: &mut usize,
) -> Option<CanonicalSchema> {
    let met: Option<Vec<_>> =
        branches.iter().map(|branch| pair(&unfold(branch), other, left)).collect();
    met?.into_iter().map(Some).reduce(|a, b| a?.union(&b?).ok())?
}
