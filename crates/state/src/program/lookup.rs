//! What a program is compiled from, for those that stand around it: a proxy judges by its contracts, callbacks are written by its schemas.

use counterpart_exchange::{Contract, Route, Which};
use counterpart_schema::{Outlines, Schemas};

use super::Program;

impl Program {
    /// Finds where a request leads; `path` is percent-encoded and stands below the base path.
    pub fn route<'r>(&'r self, method: &http::Method, path: &'r str, query: &'r str) -> Route<'r> {
        self.router.find(method, path, query)
    }

    /// Gives the contract of an operation, by its index in [`Spec::operations`](counterpart_spec::Spec::operations).
    pub fn contract(&self, index: usize) -> &Contract {
        &self.operations[index].contract
    }

    /// Compiles the contract of what the API calls at others: a webhook or a callback.
    pub fn outgoing(&self, which: Which) -> Contract {
        Contract::of(&self.spec, &self.schemas, &self.outlines, which)
    }

    /// Gives the compiled schemas.
    pub fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// Gives what the schemas declare.
    pub fn outlines(&self) -> &Outlines {
        &self.outlines
    }
}
