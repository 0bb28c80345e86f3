//! What a program asks of a scope: its records, its requests, its clock, what comes next.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::outside::Wanted;
use crate::problem::Problem;
use crate::scope::Scope;
use crate::{Clock, Force, LoggedRequest, Service};

/// A scope of a server.
#[derive(Clone)]
pub struct ScopeHandle {
    service: Arc<Service>,
    scope: Arc<Scope>,
    part: Map<String, Value>,
}

/// Why a scope does not do what it is asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self(problem.detail().to_owned())
    }
}

impl ScopeHandle {
    pub(super) fn base(service: &Arc<Service>) -> Self {
        let scope = Arc::clone(&service.scopes.base);
        Self { service: Arc::clone(service), scope, part: Map::new() }
    }

    pub(super) fn named(service: &Arc<Service>, name: &str) -> Self {
        let scope = service.scopes.named(name);
        Self { service: Arc::clone(service), scope, part: Map::new() }
    }

    /// Means one part of the resources that are split: `.part("chatbotId", "7").records("threads")`.
    #[must_use]
    pub fn part(&self, field: impl Into<String>, value: impl Into<Value>) -> Self {
        let mut handle = self.clone();
        handle.part.insert(field.into(), value.into());
        handle
    }

    /// Lists the requests so far, the oldest first, as far as the log reaches.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        let kept = self.scope.requests.all();
        kept.iter().map(|kept| self.service.shown(&self.scope, kept)).collect()
    }

    /// Puts everything back to its start, and empties the log and what was forced.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn reset(&self) -> Result<(), Refused> {
        let done = self.service.with_room(&self.scope, || self.scope.reset(None));
        done.map_err(|full| self.service.full(full))?;
        self.scope.requests.clear();
        self.scope.forced.clear();
        Ok(())
    }

    /// Lists the records of a resource as they are remembered, in the order of their creation.
    ///
    /// # Errors
    /// There is no such resource, or it is split into parts and none is named.
    pub fn records(&self, resource: &str) -> Result<Vec<Value>, Refused> {
        let wanted = self.wanted(resource);
        let records = self.service.outside(&self.scope, &wanted, |program, state, place, _| {
            let (changes, records) = program.records(state, place);
            (changes, Ok(records))
        })?;
        Ok(records.iter().map(|record| (**record).clone()).collect())
    }

    /// Creates a record from the server's side: what is left out comes from the resource's `new`, else, where the schema requires it, is generated.
    ///
    /// # Errors
    /// There is no such resource, there is a record with this key, or the record breaks its schema.
    pub fn insert(&self, resource: &str, fields: Value) -> Result<Value, Refused> {
        let Value::Object(fields) = fields else {
            return Err(Refused("a record is an object".to_owned()));
        };
        let wanted = self.wanted(resource);
        let made = self.service.outside(&self.scope, &wanted, |program, state, place, env| {
            program.create_record(state, place, &fields, env, false)
        })?;
        Ok((*made).clone())
    }

    /// Deletes a record.
    ///
    /// # Errors
    /// There is no such resource or record.
    pub fn delete(&self, resource: &str, key: &str) -> Result<(), Refused> {
        let wanted = self.wanted(resource);
        let run = self.service.outside(&self.scope, &wanted, |program, state, place, _| {
            program.delete_record(state, place, key)
        });
        Ok(run?)
    }

    /// Forces an answer on the next requests that it means.
    ///
    /// # Errors
    /// It makes no sense, or names an operation that there is not.
    pub fn force(&self, force: Force) -> Result<(), Refused> {
        Ok(self.service.force_next(&self.scope, force)?)
    }

    /// Gives the clock, which can be set.
    pub fn clock(&self) -> &Clock {
        &self.scope.clock
    }

    fn wanted(&self, resource: &str) -> Wanted {
        Wanted { resource: resource.to_owned(), part: self.part.clone(), ..Wanted::default() }
    }
}

impl fmt::Debug for ScopeHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopeHandle").field("name", &self.scope.name).finish_non_exhaustive()
    }
}
