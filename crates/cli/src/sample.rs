//! `counterpart sample`.

use std::io::{self, Write};
use std::sync::Arc;

use counterpart_generate::{REFERENCE, Seed, sample};
use counterpart_schema::{Direction, Schemas};
use counterpart_spec::{MediaType, Operation, Pointer, Response, Spec, StatusKey};
use serde_json::{Map, Value, json};

use crate::arguments::{DirectionChoice, SampleOptions};
use crate::documents::Named;
use crate::{Exit, render};

/// Prints what the document's requests, responses or values look like.
pub(crate) fn run(options: &SampleOptions) -> Exit {
    let spec = match Named::from(options.document.clone()).load(&options.load) {
        Ok(loaded) => loaded.spec,
        Err(refusal) => {
            render::diagnostic(&refusal);
            return Exit::Document;
        }
    };
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let sampler = Sampler { spec: &spec, schemas, seed: Seed(options.seed), missing: Vec::new() };
    sampler.run(options)
}

struct Sampler<'s> {
    spec: &'s Spec,
    schemas: Schemas,
    seed: Seed,
    /// What could not be made, and why.
    missing: Vec<String>,
}

impl Sampler<'_> {
    fn run(mut self, options: &SampleOptions) -> Exit {
        if let Some(name) = &options.schema {
            let pointer = pointer(name);
            if self.spec.value(&pointer).is_none() {
                let help = "name one of `components.schemas`, or a pointer such as `#/components/schemas/Message`";
                render::error(&format!("there is no schema `{name}`"), help);
                return Exit::Usage;
            }
            let direction = match options.direction {
                Some(DirectionChoice::Request) => Direction::Request,
                _ => Direction::Response,
            };
            for number in 0..options.number {
                let value = self.value(&pointer, direction, number);
                if !value.is_none_or(|value| print(&value)) {
                    break;
                }
            }
            return self.end();
        }
        let operations: Vec<_> =
            self.spec.operations.iter().filter(|o| is_meant(o, options)).collect();
        if let (Some(name), []) = (&options.operation, &operations[..]) {
            let help = "name its `operationId`, or its method and path such as `GET /messages`";
            render::error(&format!("there is no operation `{name}`"), help);
            return Exit::Usage;
        }
        for operation in operations {
            for number in 0..options.number {
                if !print(&self.exchange(operation, options.direction, number)) {
                    return Exit::Clean;
                }
            }
        }
        self.end()
    }

    /// Tells what is missing.
    fn end(mut self) -> Exit {
        self.missing.dedup();
        for message in &self.missing {
            render::error(message, "`counterpart check` says more");
        }
        if self.missing.is_empty() { Exit::Clean } else { Exit::Findings }
    }

    fn value(&mut self, pointer: &Pointer, direction: Direction, number: usize) -> Option<Value> {
        let mut rng = self.seed.stream(&["sample", pointer.as_str(), &number.to_string()]);
        let made = self.schemas.at(pointer).map_err(|error| error.to_string()).and_then(|schema| {
            sample(&schema, direction, &mut rng, REFERENCE).map_err(|error| error.to_string())
        });
        made.map_err(|message| self.missing.push(message)).ok()
    }

    /// Makes a request and its response, or the one of them that is wanted.
    fn exchange(
        &mut self,
        operation: &Operation,
        wanted: Option<DirectionChoice>,
        number: usize,
    ) -> Value {
        let mut line = json!({ "operation": operation.id });
        if wanted != Some(DirectionChoice::Response) {
            line["request"] = self.request(operation, number);
        }
        let success = operation.responses.iter().find(|r| status(r.status) / 100 == 2);
        let response = success.or(operation.responses.first());
        if let Some(response) = response.filter(|_| wanted != Some(DirectionChoice::Request)) {
            line["response"] = self.response(response, number);
        }
        line
    }

    fn request(&mut self, operation: &Operation, number: usize) -> Value {
        let mut request = json!({ "method": operation.method, "path": operation.path });
        for parameter in &operation.parameters {
            let Some(pointer) = &parameter.schema else { continue };
            if let Some(value) = self.value(pointer, Direction::Request, number) {
                let place = &mut request["parameters"][parameter.location.as_str()];
                if place.is_null() {
                    *place = Value::Object(Map::new());
                }
                place[&*parameter.name] = value;
            }
        }
        if let Some(body) = &operation.body {
            self.content(&body.content, Direction::Request, number, &mut request);
        }
        request
    }

    fn response(&mut self, response: &Response, number: usize) -> Value {
        let mut out = json!({ "status": status(response.status) });
        self.content(&response.content, Direction::Response, number, &mut out);
        out
    }

    /// Adds a body, as JSON where that is offered, and its media type.
    fn content(
        &mut self,
        content: &[MediaType],
        direction: Direction,
        number: usize,
        out: &mut Value,
    ) {
        let json = content.iter().find(|media_type| media_type.range.contains("json"));
        let Some(media_type) = json.or(content.first()) else { return };
        out["mediaType"] = media_type.range.as_str().into();
        let pointer = media_type.schema.as_ref();
        if let Some(value) = pointer.and_then(|pointer| self.value(pointer, direction, number)) {
            out["body"] = value;
        }
    }
}

/// Reads the name of a component, or a pointer with or without its `#`.
fn pointer(name: &str) -> Pointer {
    let component = || Pointer::root().join("components").join("schemas").join(name);
    let pointer = name.starts_with('/').then(|| Pointer::parse(name)).flatten();
    pointer.or_else(|| Pointer::from_fragment(name)).unwrap_or_else(component)
}

fn is_meant(operation: &Operation, options: &SampleOptions) -> bool {
    options.operation.as_ref().is_none_or(|name| {
        let spelt = name.split_once(' ').is_some_and(|(method, path)| {
            operation.method.eq_ignore_ascii_case(method) && operation.path == path
        });
        spelt || operation.id == *name
    })
}

/// Chooses a status that a response is declared for.
fn status(key: StatusKey) -> u16 {
    match key {
        StatusKey::Code(code) => code,
        StatusKey::Class(class) => class * 100,
        StatusKey::Default => 200,
    }
}

/// Prints a value on a line; tells whether anyone is still reading.
fn print(value: &Value) -> bool {
    writeln!(io::stdout(), "{value}").is_ok()
}
