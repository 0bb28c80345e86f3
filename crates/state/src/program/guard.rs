//! What is checked before a verb runs: the conditions of the request, and the guards of the operation.

use std::sync::Arc;

use http::HeaderMap;
use http::header::IF_MATCH;

use super::run::{Halt, Run};
use crate::answer::{Refuse, Verdict, judge, modified, tag_of};
use crate::expression::{Binding, Failure, Scope, Template};
use crate::language::{Guard, Kind, Operation, Verb};
use crate::store::{Row, text};

impl Run<'_> {
    /// Checks the conditions of a request that writes one record: whether it is what the caller takes it for (RFC 9110 §13.1).
    pub(super) fn precondition(
        &self,
        operation: &Operation,
        headers: &HeaderMap,
        scope: &Scope,
    ) -> Result<(), Halt> {
        let writes =
            matches!(operation.verb, Verb::Update | Verb::Replace | Verb::Upsert | Verb::Delete);
        let holds = match self.one(operation, scope).filter(|_| writes) {
            Some(Ok(Some(row))) => {
                judge(headers, false, &tag_of(&row), modified(&row)) == Verdict::Proceed
            }
            // No version is that of a record that is not there; the verb says what that means.
            Some(Err(Halt::Refuse(refusal))) if refusal.kind == Kind::Missing => {
                operation.verb != Verb::Upsert || !headers.contains_key(IF_MATCH)
            }
            Some(Err(halt)) => return Err(halt),
            Some(Ok(None)) | None => true,
        };
        if holds { Ok(()) } else { Err(Refuse::stale().into()) }
    }

    /// Checks the guards; of an operation on one record, with the record at hand.
    pub(super) fn guard(&self, operation: &Operation, scope: &mut Scope) -> Result<(), Halt> {
        let Operation { verb, clauses, .. } = operation;
        if clauses.guard.is_empty() || !self.program.heeds_guards() {
            return Ok(());
        }
        let on_one = matches!(verb, Verb::Read | Verb::Update | Verb::Replace | Verb::Delete);
        let found = on_one.then(|| self.one(operation, scope)).flatten().transpose()?;
        if let Some(row) = found.flatten() {
            scope.bind("item", Binding::Row(row));
        }
        clauses.guard.iter().try_for_each(|guard| check(guard, scope))
    }

    /// Finds the record that an operation is about; `None` where it is about none, or runs for each of a list.
    fn one(&self, operation: &Operation, scope: &Scope) -> Option<Result<Option<Arc<Row>>, Halt>> {
        let index = self.index(&operation.resource).filter(|_| operation.clauses.each.is_none())?;
        Some(self.find(index, operation, scope).map(|found| found.into_iter().next()))
    }
}

fn check(guard: &Guard, scope: &Scope) -> Result<(), Halt> {
    if guard.unless.holds(scope)? {
        return Ok(());
    }
    let say = |template: &Option<Template>| -> Result<Option<String>, Failure> {
        let value = template.as_ref().map(|template| template.value(scope)).transpose()?.flatten();
        Ok(value.map(|value| text(&value).to_string()))
    };
    if let Some(kind) = guard.refuse {
        let detail = say(&guard.detail)?.unwrap_or_else(|| "the request is refused".to_owned());
        let field = say(&guard.field)?;
        return Err(Halt::Refuse(Box::new(Refuse { field, ..Refuse::new(kind, detail) })));
    }
    let body = guard.respond.as_ref().map(|respond| respond.fill(scope)).transpose()?.flatten();
    Err(Halt::Respond(guard.status.unwrap_or(403), body))
}
