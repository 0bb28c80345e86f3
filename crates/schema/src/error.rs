//! What can be wrong with a schema as a whole.

use counterpart_spec::Pointer;

/// Why there is no usable schema at a pointer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// The document has nothing there.
    #[error("the document has no schema at `{pointer}`")]
    Dangling {
        /// Where a schema was looked for.
        pointer: Pointer,
    },
    /// The reference there leads back to itself.
    #[error("the reference at `{pointer}` leads back to itself")]
    Cycle {
        /// Where the chain of references starts.
        pointer: Pointer,
    },
    /// No value fits: the schema contradicts itself, or recurses without end.
    #[error("no value fits the schema at `{pointer}`: {reason}")]
    Unsatisfiable {
        /// The schema that nothing fits.
        pointer: Pointer,
        /// The innermost part that is to blame.
        place: Pointer,
        /// What is wrong with it.
        reason: String,
    },
}
