//! The dialect that all validators are built for: JSON Schema 2020-12 with formats asserted.

use jsonschema::{Draft, PatternOptions, ValidationOptions};

/// How often an expression with lookaround may go back before it counts as not matching.
/// Nested quantifiers double the steps with each character; a million take some tens of milliseconds.
const MAX_BACKTRACKS: usize = 100_000;

/// Gives the options of a validator.
pub(crate) fn options() -> ValidationOptions<'static> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(MAX_BACKTRACKS))
        .should_validate_formats(true)
        .offline()
}
