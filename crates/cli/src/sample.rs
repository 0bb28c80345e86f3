//! `counterpart sample`.

mod exchange;

use std::io::{self, Write};
use std::sync::Arc;

use counterpart_exchange::Contract;
use counterpart_generate::{REFERENCE, Seed, request, sample};
use counterpart_schema::{Direction, Outlines, Schemas};
use counterpart_spec::{MediaType, Operation, Pointer, Spec, StatusKey};
use serde_json::Value;

use crate::arguments::{DirectionChoice, SampleFormat, SampleOptions};
use crate::documents::Named;
use crate::{Exit, render};
use exchange::{Exchange, Response};

/// Prints what the document's requests, responses or values look like.
pub(crate) fn run(options: &SampleOptions) -> Exit {
    let spec = match Named::from(options.document.clone()).load(&options.load) {
        Ok(loaded) => Arc::new(loaded.spec),
        Err(refusal) => {
            render::diagnostic(&refusal);
            return Exit::Document;
        }
    };
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let sampler = Sampler { spec, schemas, seed: Seed(options.seed), missing: Vec::new() };
    sampler.run(options)
}

struct Sampler {
    spec: Arc<Spec>,
    schemas: Schemas,
    seed: Seed,
    /// What could not be made, and why.
    missing: Vec<String>,
}

impl Sampler {
    fn run(self, options: &SampleOptions) -> Exit {
        match &options.schema {
            Some(name) => self.values(name, options),
            None => self.exchanges(options),
        }
    }

    /// Prints values of a schema.
    fn values(mut self, name: &str, options: &SampleOptions) -> Exit {
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
            if let Some(value) = self.value(&pointer, direction, number)
                && !print(&format!("{value}\n"))
            {
                break;
            }
        }
        self.end()
    }

    /// Prints requests and responses of operations.
    fn exchanges(mut self, options: &SampleOptions) -> Exit {
        let operations = self.spec.operations.iter().enumerate();
        let meant = operations.filter(|(_, operation)| is_meant(operation, options));
        let indices: Vec<_> = meant.map(|(index, _)| index).collect();
        if let (Some(name), []) = (&options.operation, &indices[..]) {
            let help = "name its `operationId`, or its method and path such as `GET /messages`";
            render::error(&format!("there is no operation `{name}`"), help);
            return Exit::Usage;
        }
        for index in indices {
            for number in 0..options.number {
                let exchange = self.exchange(index, options.direction, number);
                let shown = match options.format {
                    SampleFormat::Http => exchange.http(),
                    SampleFormat::Json => format!("{}\n", exchange.json()),
                };
                if !print(&shown) {
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
        index: usize,
        wanted: Option<DirectionChoice>,
        number: usize,
    ) -> Exchange {
        let spec = Arc::clone(&self.spec);
        let operation = &spec.operations[index];
        let sent = wanted != Some(DirectionChoice::Response);
        let answered = wanted != Some(DirectionChoice::Request);
        let request = sent.then(|| {
            let contract = Contract::new(&spec, &self.schemas, &Outlines::default(), index);
            let mut rng = self.seed.stream(&["sample", &operation.id, &number.to_string()]);
            request(&contract, &self.schemas, &mut rng, REFERENCE)
        });
        let request = request.and_then(|made| {
            let told = |error| self.missing.push(format!("`{}`: {error}", operation.id));
            made.map(|call| call.request).map_err(told).ok()
        });
        let response = answered.then(|| self.response(operation, number)).flatten();
        let base_path = spec.base_path.clone();
        Exchange { operation: operation.id.clone(), base_path, request, response }
    }

    /// Makes the response that tells of success, as JSON where that is offered.
    fn response(&mut self, operation: &Operation, number: usize) -> Option<Response> {
        let success = operation.responses.iter().find(|r| status(r.status) / 100 == 2);
        let response = success.or(operation.responses.first())?;
        let json = |media_type: &&MediaType| media_type.range.contains("json");
        let media_type = response.content.iter().find(json).or(response.content.first());
        let schema = media_type.and_then(|media_type| media_type.schema.as_ref());
        Some(Response {
            status: status(response.status),
            media_type: media_type.map(|media_type| media_type.range.clone()),
            body: schema.and_then(|schema| self.value(schema, Direction::Response, number)),
        })
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

/// Prints a text; tells whether anyone is still reading.
fn print(text: &str) -> bool {
    io::stdout().write_all(text.as_bytes()).is_ok()
}
