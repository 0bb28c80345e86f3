//! Samples of schemas.

use counterpart_generate::{REFERENCE, Seed, Ungeneratable, sample};
use counterpart_schema::{Direction, Schema, SchemaError};

use crate::documents::{Document, Looked};

/// How many values are made of each schema.
const SEEDS: u64 = 5;
/// How many schemas of a document are sampled, unless all are asked for.
const SCHEMAS: usize = 40;

pub(crate) fn look(document: &Document, looked: &mut Looked) {
    document.judge_schemas(SCHEMAS, looked, fails);
}

/// Samples a schema, and says what is wrong; that nothing can fit it is not.
fn fails(schema: &Schema, direction: Direction) -> Option<String> {
    for seed in 0..SEEDS {
        let mut rng = Seed(seed).stream(&["corpus", schema.pointer().as_str()]);
        match sample(schema, direction, &mut rng, REFERENCE) {
            Ok(value) if schema.is_valid(direction, &value) => {}
            Ok(value) => return Some(format!("does not fit: {value}")),
            Err(Ungeneratable::Schema(SchemaError::Unsatisfiable { .. })) => return None,
            Err(error) => return Some(error.to_string()),
        }
    }
    None
}
