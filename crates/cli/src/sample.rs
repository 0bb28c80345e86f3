//! `counterpart sample`.

mod exchange;

use std::sync::Arc;

use counterpart_exchange::Contract;
use counterpart_generate::{REFERENCE, Seed, Uncallable, request, response, sample};
use counterpart_schema::{Direction, Outlines, Schemas};
use counterpart_spec::{Operation, Pointer, Spec};
use serde_json::Value;

use crate::arguments::{DirectionChoice, SampleFormat, SampleOptions};
use crate::documents::Named;
use crate::output::print;
use crate::{Exit, render};
use exchange::Exchange;

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
    let sampler = Sampler {
        spec,
        schemas,
        outlines: Outlines::default(),
        seed: Seed(options.seed),
        missing: Vec::new(),
    };
    sampler.run(options)
}

struct Sampler {
    spec: Arc<Spec>,
    schemas: Schemas,
    outlines: Outlines,
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
            let Some(value) = self.value(&pointer, direction, number) else { continue };
            match print(&format!("{value}\n")) {
                Ok(true) => {}
                Ok(false) => break,
                Err(exit) => return exit,
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
                match print(&shown) {
                    Ok(true) => {}
                    Ok(false) => return Exit::Clean,
                    Err(exit) => return exit,
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
        let contract = Contract::new(&spec, &self.schemas, &self.outlines, index);
        let mut told =
            |error: Uncallable| self.missing.push(format!("`{}`: {error}", operation.id));
        let stream = |part: &str| self.seed.stream(&[part, &operation.id, &number.to_string()]);
        let request = (wanted != Some(DirectionChoice::Response)).then(|| {
            request(&contract, &self.schemas, &mut stream("sample"), REFERENCE)
                .map(|call| call.request)
                .map_err(&mut told)
        });
        let response = (wanted != Some(DirectionChoice::Request)).then(|| {
            response(&contract, &self.schemas, &mut stream("answer"), REFERENCE).map_err(&mut told)
        });
        Exchange {
            operation: operation.id.clone(),
            base_path: operation.base_paths.first().cloned().unwrap_or_default(),
            request: request.and_then(Result::ok),
            response: response.and_then(Result::ok).flatten(),
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
