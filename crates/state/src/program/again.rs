//! Creations that are sent again: known by their `Idempotency-Key`, they make nothing new (draft-ietf-httpapi-idempotency-key-header).

use std::sync::Arc;

use serde_json::Value;

use super::run::{Halt, Run};
use crate::expression::{Binding, Scope};
use crate::language::{Operation, Verb};
use crate::store::Row;

/// The header, where the operation declares it.
const HEADER: &str = "idempotency-key";
/// The field of a record that remembers the key it was created by.
pub(super) const REMEMBERED: &str = "_idempotency_key";

impl Run<'_> {
    /// Runs an operation, unless it is a creation that was run before: then what it made is shown again, and nothing else is done.
    pub(super) fn operation_once(
        &mut self,
        operation: &Operation,
        scope: &mut Scope,
    ) -> Result<(), Halt> {
        let Some(key) = key(operation, scope).cloned() else {
            return self.operation(operation, scope);
        };
        if let Some(index) = self.index(&operation.resource)
            && let Some(made) = self.made_by(index, &key, scope)
        {
            self.bind_found(index, operation, std::slice::from_ref(&made), scope)?;
            return self.end(index, operation, vec![made], scope);
        }
        self.idempotency_key = Some(key);
        self.operation(operation, scope)
    }

    fn made_by(&self, index: usize, key: &Value, scope: &Scope) -> Option<Arc<Row>> {
        let mut rows = self.table(index, scope)?.rows();
        rows.find(|row| row.value.get(REMEMBERED) == Some(key)).cloned()
    }
}

/// Gives the key of a creation; of one that makes several records none is known by it.
fn key<'s>(operation: &Operation, scope: &'s Scope) -> Option<&'s Value> {
    let makes_one = operation.verb == Verb::Create && operation.clauses.each.is_none();
    match scope.get("header").filter(|_| makes_one)? {
        Binding::Json(headers) => headers.get(HEADER),
        _ => None,
    }
}
