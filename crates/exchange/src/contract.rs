//! One operation's contract, compiled: what a request to it must be.

use std::sync::{Arc, OnceLock};

use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::{Location, Operation, Parameter, Piece, SecurityScheme, Spec, Template};
use serde_json::{Map, Value};

use crate::body::{self, BodyContract};
use crate::conformance::ResponseContract;
use crate::forms::Forms;
use crate::parameters::{self, Slot};
use crate::{Credentials, MediaRange, Refusal, Request, negotiate, security};

/// Which operation of a document, by its place in the lists of [`Spec`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// One that clients call.
    Operation(usize),
    /// One that the API calls at a subscriber.
    Webhook(usize),
    /// One that an operation calls back: the operation's index, and that of the callback in it.
    Callback(usize, usize),
}

impl Which {
    /// Finds the operation.
    pub fn of(self, spec: &Spec) -> &Operation {
        match self {
            Self::Operation(index) => &spec.operations[index],
            Self::Webhook(index) => &spec.webhooks[index],
            Self::Callback(index, callback) => &spec.operations[index].callbacks[callback],
        }
    }
}

/// What one operation takes and gives, with its schemas compiled.
#[derive(Debug)]
pub struct Contract {
    pub(crate) spec: Arc<Spec>,
    which: Which,
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

impl Decoded {
    /// Gives the parameters of one location by name; names of headers are in lower case.
    pub fn part(&self, location: Location) -> &Map<String, Value> {
        match location {
            Location::Path => &self.path,
            Location::Query | Location::QueryString => &self.query,
            Location::Header => &self.header,
            Location::Cookie => &self.cookie,
        }
    }

    /// Gives the parameters of one location to change them.
    pub fn part_mut(&mut self, location: Location) -> &mut Map<String, Value> {
        match location {
            Location::Path => &mut self.path,
            Location::Query | Location::QueryString => &mut self.query,
            Location::Header => &mut self.header,
            Location::Cookie => &mut self.cookie,
        }
    }
}

impl Contract {
    /// Compiles an operation; a schema that leads nowhere accepts everything.
    pub fn new(spec: &Arc<Spec>, schemas: &Schemas, outlines: &Outlines, index: usize) -> Self {
        Self::of(spec, schemas, outlines, Which::Operation(index))
    }

    /// Compiles an operation, a webhook or a callback.
    pub fn of(spec: &Arc<Spec>, schemas: &Schemas, outlines: &Outlines, which: Which) -> Self {
        let operation = which.of(spec);
        let forms = Forms { schemas: schemas.clone(), outlines: outlines.clone() };
        let parameters = operation.parameters.iter().map(|p| Slot::new(p, &forms)).collect();
        let body = operation.body.as_ref().map(|body| BodyContract::new(body, &forms));
        let successes = operation.successes().into_iter();
        let success = successes.flat_map(|(_, index)| &operation.responses[index].content);
        let offered = success.filter_map(|media_type| MediaRange::parse(&media_type.range));
        Self {
            spec: Arc::clone(spec),
            which,
            parameters,
            body,
            offered: offered.collect(),
            responses: OnceLock::new(),
            forms,
        }
    }

    /// Names the operation.
    pub fn operation(&self) -> &Operation {
        self.which.of(&self.spec)
    }

    /// Names the scheme of the credentials that are asked for first; `None` where none are needed.
    pub fn scheme(&self) -> Option<&str> {
        let alternatives = &self.operation().security;
        if alternatives.iter().any(Vec::is_empty) {
            return None;
        }
        let first = alternatives.first()?.first()?;
        self.spec.security_schemes.get(first).map(security::name)
    }

    /// Tells whether a parameter is where the credentials that are asked for first show a key.
    pub fn is_credential(&self, parameter: &Parameter) -> bool {
        let schemes = self.operation().security.first().into_iter().flatten();
        schemes.filter_map(|name| self.spec.security_schemes.get(name)).any(|scheme| {
            matches!(scheme, SecurityScheme::ApiKey { location, name }
                if *location == parameter.location && *name == parameter.name)
        })
    }

    /// Names the parameters of the path that nobody declared.
    pub fn undeclared(&self) -> Vec<String> {
        let Operation { path, parameters, .. } = self.operation();
        let declared =
            |name: &str| parameters.iter().any(|p| p.location == Location::Path && p.name == name);
        let template = Template::parse(path);
        let own = template.query.into_iter().map(|(_, piece)| piece);
        let pieces = template.segments.into_iter().flatten().chain(own);
        let named = pieces.filter_map(|piece| match piece {
            Piece::Parameter { name, .. } if !declared(&name) => Some(name),
            _ => None,
        });
        named.collect()
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
        let credentials = self.authenticate(request)?;
        if !self.offered.is_empty() && negotiate(&request.headers, &self.offered).is_none() {
            return Err(Refusal::not_acceptable(&self.offered));
        }
        Ok(Decoded { credentials, ..self.read(request, path)? })
    }

    /// Finds the credentials of a request: the first part of [`Contract::decode`], for whoever chooses the answer's media type himself.
    ///
    /// # Errors
    /// The refusal of a request that has none of those that are asked for.
    pub fn authenticate(&self, request: &Request) -> Result<Option<Credentials>, Refusal> {
        security::authenticate(&self.spec, &self.operation().security, request)
    }

    /// Reads parameters and body: the last part of [`Contract::decode`].
    ///
    /// # Errors
    /// The refusal of the body's media type, or of everything that breaks a schema.
    pub fn read(&self, request: &Request, path: &[(&str, &str)]) -> Result<Decoded, Refusal> {
        let (mut decoded, mut violations) = parameters::decode(&self.parameters, request, path);
        match self.body.as_ref().map_or(Ok(None), |contract| body::decode(contract, request)) {
            Ok(body) => decoded.body = body,
            Err(Refusal::Invalid(more)) => violations.extend(more),
            Err(refusal) => return Err(refusal),
        }
        if violations.is_empty() { Ok(decoded) } else { Err(Refusal::Invalid(violations)) }
    }
}
