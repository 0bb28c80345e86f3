//! What the document says, compiled once for a run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use counterpart_exchange::{Contract, MediaRange, Request, Route};
use counterpart_generate::Seed;
use counterpart_schema::{Direction, Schema, Schemas};
use counterpart_spec::{Diagnostic, MediaType, Operation, Pointer, Spec};
use counterpart_state::Program;

use crate::{Exchanged, Place, Reading, Roles};

/// A document that a server is held to; a clone is a few pointers.
#[derive(Debug, Clone)]
pub struct Subject {
    program: Program,
    /// What the operations are for, worked out when it is first asked for.
    roles: Arc<OnceLock<Roles>>,
    /// Of each schema that a response broke, the parts that nothing fits.
    impossible: Arc<Mutex<BTreeMap<Pointer, Arc<[Pointer]>>>>,
}

impl Subject {
    /// Compiles a document; what cannot be taken as it is written is reported and left out.
    pub fn new(spec: impl Into<Arc<Spec>>) -> (Self, Vec<Diagnostic>) {
        let (program, diagnostics) = Program::compile(spec, Seed(1));
        (Self { program, roles: Arc::default(), impossible: Arc::default() }, diagnostics)
    }

    /// Gives the document.
    pub fn spec(&self) -> &Spec {
        self.program.spec()
    }

    /// Gives the operations, as the document lists them.
    pub fn operations(&self) -> &[Operation] {
        &self.spec().operations
    }

    /// Gives what the operations do to what is remembered.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Gives what the operations are for.
    pub fn roles(&self) -> &Roles {
        self.roles.get_or_init(|| Roles::of(self))
    }

    /// Gives the contract of an operation.
    pub fn contract(&self, operation: usize) -> &Contract {
        self.program.contract(operation)
    }

    /// Gives the compiled schemas.
    pub fn schemas(&self) -> &Schemas {
        self.program.schemas()
    }

    /// Lists the parts of a schema of a response that nothing fits, and what is to blame for each: no server can keep them, and `counterpart check` tells of them.
    pub(crate) fn impossible(&self, at: &Pointer) -> Arc<[Pointer]> {
        let mut known = self.impossible.lock().unwrap_or_else(PoisonError::into_inner);
        let parts = known.entry(at.clone()).or_insert_with(|| {
            let Ok(schema) = self.schemas().at(at) else { return Arc::default() };
            let found = schema.contradictions(Direction::Response);
            let parts = found.into_iter().flat_map(|part| {
                let whole = part.whole.then(|| at.clone());
                whole.into_iter().chain([part.pointer, part.place])
            });
            parts.collect()
        });
        Arc::clone(parts)
    }

    /// Reads a request as the document has it: the bytes are judged, never what somebody meant by them.
    pub fn read(&self, request: &Request) -> Reading {
        match self.program.route(&request.method, &request.path, &request.query) {
            Route::Operation { index, path } => {
                Reading::Operation(index, Box::new(self.contract(index).decode(request, &path)))
            }
            Route::MethodNotAllowed(allowed) => Reading::MethodNotAllowed(allowed),
            Route::Unknown => Reading::Unknown,
        }
    }

    /// Finds the schema of the body of an answer, as the operation that was meant declares it.
    pub fn answered(&self, call: &Exchanged) -> Option<Schema> {
        let response = call.outcome.as_ref().ok()?;
        let declared = self.operations().get(call.operation)?.response(response.status)?;
        let sent = response.headers.get("content-type").and_then(|value| value.to_str().ok());
        self.schemas().at(carried(&declared.content, sent)?).ok()
    }

    /// Names an operation as reports do: `GET /users/{id}`.
    pub fn name(&self, operation: usize) -> String {
        let operation = &self.operations()[operation];
        format!("{} {}", operation.method, operation.path)
    }

    /// Finds an operation by the name that reports give it.
    pub fn named(&self, name: &str) -> Option<usize> {
        let (method, path) = name.split_once(' ')?;
        self.operations().iter().position(|o| o.method == method && o.path == path)
    }

    /// Says where in the document each of some parts stands; together, as every text is read through for it.
    pub fn places(&self, pointers: &[Pointer]) -> Vec<Place> {
        let document = &self.spec().document;
        let sought = pointers.iter().map(|pointer| Diagnostic::error("", "").at(document, pointer));
        let sought: Vec<_> = sought.collect();
        Diagnostic::locate(&sought);
        let place = |(pointer, sought): (&Pointer, Diagnostic)| {
            let place = sought.place?;
            let (line, column) = place.line_and_column();
            let file = place.source.name.clone();
            Some(Place { pointer: pointer.to_string(), file, line, column })
        };
        pointers.iter().zip(sought).filter_map(place).collect()
    }
}

/// Finds the schema of what a message carries: of the most specific range that its media type falls into.
pub fn carried<'c>(content: &'c [MediaType], sent: Option<&str>) -> Option<&'c Pointer> {
    let sent = sent.and_then(MediaRange::parse);
    let ranges = content.iter().filter_map(|media_type| {
        let range = MediaRange::parse(&media_type.range)?;
        let fits = sent.as_ref().is_none_or(|sent| range.admits(sent));
        fits.then(|| (range.specificity(), media_type))
    });
    ranges.max_by_key(|(specificity, _)| *specificity)?.1.schema.as_ref()
}

/// Tells whether a method changes nothing (RFC 9110 §9.2.1); `TRACE` is left to those who ask for it.
pub(crate) fn is_safe(method: &str) -> bool {
    ["GET", "HEAD", "OPTIONS"].contains(&method)
}
