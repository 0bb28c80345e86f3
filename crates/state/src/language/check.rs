//! Reads the extensions of a document, and says exactly what is wrong with them.
//!
//! Three readings, each with the place: the JSON Schema (`docs/x-state.schema.json`), the expressions, the names of resources.

use std::sync::{Arc, OnceLock};

use counterpart_schema::{Direction, Schemas, Violation};
use counterpart_spec::{Diagnostic, Pointer, Spec};
use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Operation, Refusals, Resource};
use crate::expression::Expression;

/// What a document says about state.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) resources: IndexMap<String, Resource>,
    /// By index in [`Spec::operations`].
    pub(crate) operations: Vec<Option<Operation>>,
    pub(crate) refusals: Refusals,
    /// Whether any expression speaks of the caller.
    pub(crate) speaks_of_auth: bool,
}

/// Reads `x-state` and `x-refusals`; what is wrong is reported and left out.
pub(crate) fn read(spec: &Spec) -> (Extensions, Vec<Diagnostic>) {
    let mut reader = Reader { spec, diagnostics: Vec::new(), speaks_of_auth: false };
    let root = Pointer::root();
    let mut extensions = Extensions {
        resources: reader.part(&root.join("x-state"), "resources").unwrap_or_default(),
        refusals: reader.part(&root.join("x-refusals"), "refusals").unwrap_or_default(),
        operations: Vec::new(),
        speaks_of_auth: false,
    };
    for operation in &spec.operations {
        let pointer = operation.pointer.join("x-state");
        let read = reader.part::<Operation>(&pointer, "operation");
        let known = read.filter(|read| reader.knows(&extensions.resources, read, &pointer));
        extensions.operations.push(known);
    }
    extensions.speaks_of_auth = reader.speaks_of_auth;
    (extensions, reader.diagnostics)
}

struct Reader<'s> {
    spec: &'s Spec,
    diagnostics: Vec<Diagnostic>,
    speaks_of_auth: bool,
}

impl Reader<'_> {
    fn part<T: DeserializeOwned>(&mut self, pointer: &Pointer, definition: &str) -> Option<T> {
        let value = self.spec.value(pointer)?;
        let before = self.diagnostics.len();
        self.check_shape(value, pointer, definition);
        self.check_expressions(value, pointer);
        if self.diagnostics.len() > before {
            return None;
        }
        serde_json::from_value(value.clone())
            .map_err(|error| self.report(error.to_string(), pointer, None))
            .ok()
    }

    fn check_shape(&mut self, value: &Value, pointer: &Pointer, definition: &str) {
        let schemas = schema();
        let place = Pointer::root().join("$defs").join(definition);
        let schema = schemas.at(&place).expect("the schema of the extensions is our own");
        for violation in schema.violations(Direction::Request, value) {
            let at = pointer.concat(&violation.instance);
            match unknown_key(&violation) {
                Some((key, nearest)) => {
                    let help = nearest.map(|name| format!("did you mean `{name}`?"));
                    self.report(format!("`{key}` means nothing here"), &at.join(&key), help);
                }
                None => self.report(violation.message, &at, None),
            }
        }
    }

    fn check_expressions(&mut self, value: &Value, pointer: &Pointer) {
        match value {
            Value::String(text) => {
                let code = text.strip_prefix('=').filter(|code| !code.starts_with('='));
                self.speaks_of_auth |= code.is_some_and(|code| code.contains("auth"));
                if let Some(Err(reason)) = code.map(Expression::compile) {
                    self.report(format!("`{text}` is no expression: {reason}"), pointer, None);
                }
            }
            Value::Array(elements) => (elements.iter().enumerate())
                .for_each(|(index, element)| self.check_expressions(element, &pointer.join(index))),
            Value::Object(fields) => fields
                .iter()
                .for_each(|(name, value)| self.check_expressions(value, &pointer.join(name))),
            _ => {}
        }
    }

    fn knows(
        &mut self,
        resources: &IndexMap<String, Resource>,
        operation: &Operation,
        pointer: &Pointer,
    ) -> bool {
        let unknown = operation.resources().into_iter().find(|name| !resources.contains_key(*name));
        let Some(name) = unknown else { return true };
        let nearest = nearest(name, resources.keys().map(String::as_str));
        let help = nearest.map_or_else(
            || "the root `x-state` says which resources there are".to_owned(),
            |name| format!("did you mean `{name}`?"),
        );
        self.report(format!("there is no resource `{name}`"), pointer, Some(help));
        false
    }

    fn report(&mut self, message: String, pointer: &Pointer, help: Option<String>) {
        let mut diagnostic = Diagnostic::error("E0301", message).at(&self.spec.source, pointer);
        diagnostic.help = help;
        self.diagnostics.push(diagnostic);
    }
}

/// Finds the key that a violation of `additionalProperties` is about, and the nearest known one.
fn unknown_key(violation: &Violation) -> Option<(String, Option<String>)> {
    let key = violation.property.clone().filter(|_| violation.keyword == "additionalProperties")?;
    let owner = violation.schema.as_str().rsplit_once('/')?.0;
    let known = document().pointer(owner)?.get("properties")?.as_object()?;
    let nearest = nearest(&key, known.keys().map(String::as_str)).map(str::to_owned);
    Some((key, nearest))
}

fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    /// Below this two names have little in common.
    const ALIKE: f64 = 0.6;
    let scored = known.map(|known| (strsim::normalized_damerau_levenshtein(name, known), known));
    scored.filter(|(score, _)| *score > ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|best| best.1)
}

fn document() -> &'static Arc<Value> {
    static DOCUMENT: OnceLock<Arc<Value>> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let text = include_str!("../../../../docs/x-state.schema.json");
        Arc::new(serde_json::from_str(text).expect("the schema of the extensions is our own"))
    })
}

fn schema() -> &'static Schemas {
    static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
    SCHEMAS.get_or_init(|| Schemas::new(Arc::clone(document())))
}
