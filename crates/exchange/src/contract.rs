//! One operation's contract, compiled: what a request to it must be.

use std::sync::{Arc, OnceLock};

use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::{Operation, Spec};
use serde_json::{Map, Value};

use crate::body::{self, BodyContract};
use crate::conformance::ResponseContract;
use crate::forms::Forms;
use crate::parameters::{self, Slot};
use crate::{Credentials, MediaRange, Refusal, Request, negotiate, security};

/// What one operation takes and gives, with its schemas compiled.
#[derive(Debug)]
pub struct Contract {
    pub(crate) spec: Arc<Spec>,
    index: usize,
    pub(crate) parameters: Vec<Slot>,
    pub(crate) body: Option<BodyContract>,
    offered: Vec<MediaRange>,
    /// Compiled when the first response is judged.
    responses: OnceLock<Vec<ResponseContract>>,
    forms: Forms,
}

/// A request that keeps the contract, decoded and typed.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Decoded {
    /// Path parameters by name.
    pub path: Map<String, Value>,
    /// Query parameters by name.
    pub query: Map<String, Value>,
    /// Header parameters by name in lower case.
    pub header: Map<String, Value>,
    /// Cookie parameters by name.
    pub cookie: Map<String, Value>,
    /// The body; `None` when there was none.
    pub body: Option<Value>,
    /// What the caller showed to be known.
    pub credentials: Option<Credentials>,
}

impl Contract {
    /// Compiles an operation; a schema that leads nowhere accepts everything.
    pub fn new(spec: &Arc<Spec>, schemas: &Schemas, outlines: &Outlines, index: usize) -> Self {
        let operation = &spec.operations[index];
        let forms = Forms { schemas: schemas.clone(), outlines: outlines.clone() };
        let parameters = operation.parameters.iter().map(|p| Slot::new(p, &forms)).collect();
        let body = operation.body.as_ref().map(|body| BodyContract::new(body, &forms));
        let success = operation.responses.iter().filter(|response| is_success(response.status));
        let offered = success.flat_map(|r| &r.content).filter_map(|m| MediaRange::parse(&m.range));
        Self {
            spec: Arc::clone(spec),
            index,
            parameters,
            body,
            offered: offered.collect(),
            responses: OnceLock::new(),
            forms,
        }
    }

    /// Names the operation.
    pub fn operation(&self) -> &Operation {
        &self.spec.operations[self.index]
    }

    /// Gives what the responses have to be.
    pub(crate) fn responses(&self) -> &[ResponseContract] {
        self.responses.get_or_init(|| {
            let responses = self.operation().responses.iter();
            responses.map(|response| ResponseContract::new(response, &self.forms)).collect()
        })
    }

    /// Reads a request whose path parameters are given as they were sent: credentials first, then what the caller accepts, then the media type, then parameters and body together.
    ///
    /// # Errors
    /// The refusal that the first broken rule leads to.
    pub fn decode(&self, request: &Request, path: &[(&str, &str)]) -> Result<Decoded, Refusal> {
        let credentials = security::authenticate(&self.spec, &self.operation().security, request)?;
        if !self.offered.is_empty() && negotiate(&request.headers, &self.offered).is_none() {
            let offered: Vec<_> = self.offered.iter().map(ToString::to_string).collect();
            let detail = format!("the answer is {}, which `Accept` excludes", offered.join(" or "));
            return Err(Refusal::NotAcceptable { detail });
        }
        let (mut decoded, mut violations) = parameters::decode(&self.parameters, request, path);
        match self.body.as_ref().map_or(Ok(None), |contract| body::decode(contract, request)) {
            Ok(body) => decoded.body = body,
            Err(Refusal::Invalid(more)) => violations.extend(more),
            Err(refusal) => return Err(refusal),
        }
        decoded.credentials = credentials;
        if violations.is_empty() { Ok(decoded) } else { Err(Refusal::Invalid(violations)) }
    }
}

fn is_success(status: counterpart_spec::StatusKey) -> bool {
    use counterpart_spec::StatusKey::{Class, Code, Default};
    match status {
        Code(code) => code / 100 == 2,
        Class(class) => class == 2,
        Default => false,
    }
}
