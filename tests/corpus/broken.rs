//! Values that break a schema, and values at its edges.

use counterpart_generate::{Seed, Unbreakable, boundaries, negative};
use counterpart_schema::{Direction, Schema};

use crate::documents::{Document, Looked};

/// How many schemas of a document are broken, unless all are asked for.
const SCHEMAS: usize = 6;
/// How many values at the edges of a schema are looked at.
const EDGES: usize = 40;

pub(crate) fn look(document: &Document, looked: &mut Looked) {
    document.judge_schemas(SCHEMAS, looked, lies);
}

/// Says which value is not what it is said to be.
fn lies(schema: &Schema, direction: Direction) -> Option<String> {
    let mut rng = Seed(1).stream(&["corpus", schema.pointer().as_str()]);
    match negative(schema, direction, &mut rng) {
        Ok(made) => {
            let named = |v: &counterpart_schema::Violation| {
                v.keyword == made.violation.keyword && v.instance == made.violation.instance
            };
            if !schema.violations(direction, &made.value).iter().any(named) {
                return Some(format!("{} does not break {:?}", made.value, made.violation));
            }
        }
        // Some schemas admit everything, and some nothing.
        Err(Unbreakable::NotFound(_) | Unbreakable::Ungeneratable(_)) => {}
    }
    let edges = boundaries(schema, direction).ok()?;
    let wrong =
        edges.take(EDGES).find(|edge| schema.is_valid(direction, &edge.value) != edge.valid);
    wrong.map(|edge| format!("{edge:?}"))
}
