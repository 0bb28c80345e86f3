//! Sees what calls look at.

use std::collections::BTreeMap;

use counterpart_contract::{Exchanged, Meaning, Reading, Subject, carried};
use counterpart_exchange::{Decoded, Refusal, Request, Site, Violation};
use counterpart_generate::declared;
use counterpart_schema::Direction;
use counterpart_spec::{Location, MediaType, Operation, Parameter, Pointer, StatusKey};
use serde_json::Value;

use super::keywords::Keywords;
use super::{
    Coverage, OperationCoverage, ParameterSeen, RequestKeywords, ResponseKeywords, StatusSeen,
};
use crate::body::body;

/// What was seen of all operations.
#[derive(Debug)]
pub(crate) struct Observed {
    subject: Subject,
    operations: BTreeMap<usize, Seen>,
    /// The keywords of each schema, by its place: many operations show the same records.
    declared: BTreeMap<(bool, Pointer), Vec<Pointer>>,
}

/// What was seen of one operation.
#[derive(Debug)]
struct Seen {
    calls: u64,
    /// By the place in the list of responses.
    statuses: Vec<u64>,
    undeclared: BTreeMap<u16, u64>,
    /// How often each parameter was given and left out.
    parameters: Vec<(u64, u64)>,
    request: Keywords,
    response: Keywords,
}

impl Observed {
    pub(crate) fn new(subject: Subject) -> Self {
        Self { subject, operations: BTreeMap::new(), declared: BTreeMap::new() }
    }

    /// Takes one call into account.
    pub(crate) fn observe(&mut self, meaning: &Meaning, call: &Exchanged) {
        let subject = self.subject.clone();
        let Some(operation) = subject.operations().get(call.operation) else { return };
        let seen = self.seen(call.operation);
        seen.calls += 1;
        if let Some(status) = call.status() {
            match operation.response_index(status) {
                Some(index) => seen.statuses[index] += 1,
                None => *seen.undeclared.entry(status).or_default() += 1,
            }
        }
        let is_edge = matches!(meaning, Meaning::Valid(Some(_)));
        match &call.reading {
            Reading::Operation(index, said) if *index == call.operation => match &**said {
                Ok(said) => seen.keeps(&subject, operation, call, said, is_edge),
                Err(Refusal::Invalid(violations)) => seen.breaks(operation, violations),
                Err(_) => {}
            },
            _ => {}
        }
        seen.answers(&subject, operation, call, is_edge);
    }

    /// Gives the coverage of operations, in their order.
    pub(crate) fn coverage(mut self, operations: &[String]) -> Coverage {
        let indices = operations.iter().filter_map(|name| self.subject.named(name));
        let written = indices.collect::<Vec<_>>().into_iter().map(|index| {
            self.seen(index);
            let seen = &self.operations[&index];
            seen.written(self.subject.name(index), &self.subject.operations()[index])
        });
        Coverage::of(written.collect())
    }

    fn seen(&mut self, index: usize) -> &mut Seen {
        if !self.operations.contains_key(&index) {
            let subject = self.subject.clone();
            let operation = &subject.operations()[index];
            let parameters = operation.parameters.iter();
            let bodies = operation.body.iter().flat_map(|body| &body.content);
            let sent = parameters.filter_map(|p| p.schema.as_ref()).chain(schemas(bodies));
            let answers = operation.responses.iter().flat_map(|response| &response.content);
            let seen = Seen {
                calls: 0,
                statuses: vec![0; operation.responses.len()],
                undeclared: BTreeMap::new(),
                parameters: vec![(0, 0); operation.parameters.len()],
                request: self.keywords(sent, Direction::Request),
                response: self.keywords(schemas(answers), Direction::Response),
            };
            self.operations.insert(index, seen);
        }
        self.operations.get_mut(&index).expect("it was put in")
    }

    fn keywords<'p>(
        &mut self,
        schemas: impl Iterator<Item = &'p Pointer>,
        direction: Direction,
    ) -> Keywords {
        let mut keywords = Keywords::default();
        for pointer in schemas {
            let Ok(schema) = self.subject.schemas().at(pointer) else { continue };
            let key = (direction == Direction::Request, schema.pointer().clone());
            let places = self.declared.entry(key).or_insert_with(|| declared(&schema, direction));
            keywords.declare(places);
        }
        keywords
    }
}

/// Lists the schemas of what is carried; sequences have one for each item.
fn schemas<'c>(content: impl Iterator<Item = &'c MediaType>) -> impl Iterator<Item = &'c Pointer> {
    content.filter_map(|media_type| media_type.schema.as_ref())
}

impl Seen {
    /// Takes a request into account that keeps the contract.
    fn keeps(
        &mut self,
        subject: &Subject,
        operation: &Operation,
        call: &Exchanged,
        said: &Decoded,
        is_edge: bool,
    ) {
        let walks = self.request.walks(is_edge);
        for (parameter, (given, left_out)) in operation.parameters.iter().zip(&mut self.parameters)
        {
            let value = said.part(parameter.location).get(&parameter.key());
            let value = value.filter(|value| is_sent(parameter, &call.request, value));
            *(if value.is_some() { given } else { left_out }) += 1;
            if let (Some(value), Some(schema), true) = (value, &parameter.schema, walks) {
                self.request.keep(subject, schema, Direction::Request, value);
            }
        }
        let sent = call.request.header("content-type");
        let body = operation.body.as_ref().and_then(|body| carried(&body.content, sent));
        if let (Some(value), Some(schema), true) = (&said.body, body, walks) {
            self.request.keep(subject, schema, Direction::Request, value);
        }
    }

    /// Takes a request into account that breaks the contract.
    fn breaks(&mut self, operation: &Operation, violations: &[Violation]) {
        for violation in violations {
            if let Some(place) = &violation.schema {
                self.request.break_at(place);
            }
        }
        for (parameter, (_, left_out)) in operation.parameters.iter().zip(&mut self.parameters) {
            let is_missing = |violation: &&Violation| {
                violation.keyword == "required"
                    && violation.pointer.as_str().is_empty()
                    && matches!(&violation.site, Site::Parameter(location, name)
                        if *location == parameter.location && *name == parameter.name)
            };
            *left_out += u64::from(violations.iter().any(|violation| is_missing(&violation)));
        }
    }

    /// Takes a response into account.
    fn answers(
        &mut self,
        subject: &Subject,
        operation: &Operation,
        call: &Exchanged,
        is_edge: bool,
    ) {
        let Ok(response) = &call.outcome else { return };
        let sent = response.headers.get("content-type").and_then(|value| value.to_str().ok());
        let declared = operation.response(response.status);
        let schema = declared.and_then(|declared| carried(&declared.content, sent));
        if let Some(schema) = schema.filter(|_| self.response.walks(is_edge))
            && let Some(body) = body(call)
        {
            self.response.keep(subject, schema, Direction::Response, &body);
        }
    }

    fn written(&self, name: String, operation: &Operation) -> OperationCoverage {
        let statuses = operation.responses.iter().zip(&self.statuses);
        let parameters = operation.parameters.iter().zip(&self.parameters);
        OperationCoverage {
            operation: name,
            calls: self.calls,
            statuses: statuses
                .map(|(response, seen)| StatusSeen { status: key(response.status), seen: *seen })
                .collect(),
            undeclared: self.undeclared.clone(),
            parameters: parameters
                .map(|(parameter, (given, left_out))| ParameterSeen {
                    location: parameter.location.as_str().to_owned(),
                    name: parameter.name.clone(),
                    required: parameter.required,
                    given: *given,
                    left_out: *left_out,
                })
                .collect(),
            request: RequestKeywords {
                of: self.request.count(),
                not_kept: self.request.not_kept(),
                not_broken: self.request.not_broken(),
            },
            response: ResponseKeywords {
                of: self.response.count(),
                not_held: self.response.not_kept(),
            },
        }
    }
}

/// Tells whether a request has a parameter: what it says of one that was left out is the default.
fn is_sent(parameter: &Parameter, request: &Request, value: &Value) -> bool {
    let name = parameter.name.as_str();
    match parameter.location {
        Location::Header => request.headers.contains_key(name),
        Location::Cookie => request.cookie(name).is_some(),
        // The properties of an object may stand there by their own names.
        Location::Query if !value.is_object() => {
            let is_it = |key: &str| {
                key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
            };
            request.query_pairs().iter().any(|(key, _)| is_it(key))
        }
        Location::Path | Location::Query | Location::QueryString => true,
    }
}

/// Writes the key of a response as the document does.
fn key(status: StatusKey) -> String {
    match status {
        StatusKey::Code(code) => code.to_string(),
        StatusKey::Class(class) => format!("{class}XX"),
        StatusKey::Default => "default".to_owned(),
    }
}
