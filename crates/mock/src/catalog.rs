//! The documents as they are served: which requests are for which, and what of them is secret.

use counterpart_exchange::{Request, Route, Secrets};
use counterpart_spec::Operation;
use counterpart_state::{Program, meant};

use crate::Clash;
use crate::access::TOKEN;
use crate::routes::{Found, Routes};

/// The documents, and which requests are for which.
#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) programs: Vec<Program>,
    routes: Routes,
    pub(crate) secrets: Secrets,
}

/// The operation that a request is for.
#[derive(Debug)]
pub(crate) struct Located<'r> {
    pub(crate) program: &'r Program,
    /// The document's index.
    pub(crate) document: usize,
    /// The operation's index in it.
    pub(crate) index: usize,
    /// The path parameters by name, the values as they were sent.
    pub(crate) path: Vec<(&'r str, &'r str)>,
}

impl<'r> Located<'r> {
    pub(crate) fn operation(&self) -> &'r Operation {
        &self.program.spec().operations[self.index]
    }
}

impl Catalog {
    pub(crate) fn new(programs: Vec<Program>) -> Result<Self, Clash> {
        let routes = Routes::new(programs.iter())?;
        let mut secrets = Secrets::of(programs.iter().map(Program::spec));
        secrets.hide_header(TOKEN.as_str());
        Ok(Self { programs, routes, secrets })
    }

    /// Finds the document that a request is for, and the path below its base path.
    pub(crate) fn find<'r>(&self, request: &'r Request) -> Found<'r> {
        self.routes.find(|index| &self.programs[index], request)
    }

    /// Walks over the operations of all documents.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.programs.iter().flat_map(|program| &program.spec().operations)
    }

    /// Suggests what a text may mean that names no operation: an `operationId`, or a method and a path.
    pub(crate) fn nearest(&self, text: &str) -> Option<String> {
        let paths = self.operations().flat_map(|operation| {
            let Operation { method, path, base_paths, .. } = operation;
            let below = base_paths.iter().map(move |base| format!("{method} {base}{path}"));
            below.chain([format!("{method} {path}"), operation.id.clone()])
        });
        let known: Vec<_> = paths.collect();
        meant(text, known.iter().map(String::as_str))
    }

    /// Finds the operation that a request is for.
    pub(crate) fn operation<'r>(&'r self, request: &'r Request) -> Option<Located<'r>> {
        let Found::Document { index: document, path } = self.find(request) else { return None };
        let program = &self.programs[document];
        match program.route(&request.method, path, &request.query) {
            Route::Operation { index, path } => Some(Located { program, document, index, path }),
            _ => None,
        }
    }
}
