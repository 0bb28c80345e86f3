//! Validators for parts of a shape, and for names.

use std::fmt;
use std::sync::{Arc, OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

/// Decides whether a value fits a part of a shape; compiled when first asked.
#[derive(Clone)]
pub struct Check(Arc<(Value, OnceLock<Option<Validator>>)>);

impl Check {
    pub(crate) fn new(schema: Value) -> Self {
        Self(Arc::new((schema, OnceLock::new())))
    }

    /// Tells whether a value fits.
    pub fn admits(&self, value: &Value) -> bool {
        let (schema, validator) = &*self.0;
        let validator = validator.get_or_init(|| crate::dialect::options().build(schema).ok());
        validator.as_ref().is_none_or(|validator| validator.is_valid(value))
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Check").field(&self.0.0).finish()
    }
}

/// Tells whether a name matches a pattern of `patternProperties`; a pattern that is no regular expression matches nothing.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let validator = crate::dialect::options().build(&json!({ "pattern": pattern }));
    validator.is_ok_and(|validator| validator.is_valid(&json!(name)))
}
