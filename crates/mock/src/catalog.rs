//! The documents as they are served: which requests are for which, and what of them is secret.

use counterpart_exchange::Request;
use counterpart_spec::Operation;
use counterpart_state::{Program, Reach};

use crate::Clash;
use crate::mask::Mask;
use crate::routes::{Found, Routes};

/// The documents, and which requests are for which.
#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) programs: Vec<Program>,
    routes: Routes,
    pub(crate) mask: Mask,
}

impl Catalog {
    pub(crate) fn new(programs: Vec<Program>) -> Result<Self, Clash> {
        let routes = Routes::new(programs.iter())?;
        let mask = Mask::of(programs.iter().map(Program::spec));
        Ok(Self { programs, routes, mask })
    }

    /// Finds the document that a request is for, and the path below its base path.
    pub(crate) fn find<'r>(&self, request: &'r Request) -> Found<'r> {
        self.routes.find(|index| &self.programs[index], request)
    }

    /// Finds the operation that a request is for: the program, its index and the operation's.
    pub(crate) fn operation(&self, request: &Request) -> Option<(&Program, usize, usize)> {
        let Found::Document { index, path } = self.find(request) else { return None };
        let program = &self.programs[index];
        match program.reach(&request.method, path, &request.query) {
            Reach::Operation { index: operation, .. } => Some((program, index, operation)),
            _ => None,
        }
    }

    /// Finds what the document says of the operation that a request is for.
    pub(crate) fn described(&self, request: &Request) -> Option<(&Program, &Operation)> {
        let (program, _, operation) = self.operation(request)?;
        Some((program, program.spec().operations.get(operation)?))
    }
}
