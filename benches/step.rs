//! One request from route to answer, on a state of a thousand records.

use std::hint::black_box;
use std::sync::Arc;

use counterpart::exchange::Request;
use counterpart::generate::Seed;
use counterpart::state::{Env, Program, State};
use criterion::{BatchSize, Criterion};
use jiff::Timestamp;
use serde_json::Value;

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Bench, version: '1'}
x-state:
  people: {schema: '#/components/schemas/Person', new: {id: =seq}, seed: 1000}
paths:
  /people:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100, default: 20}}]
      x-state: {list: people, page: {size: =query.limit}}
      responses: {'200': {description: x, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Person'}}}}}}
    post:
      x-state: create people
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}
      responses: {'201': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}}
  /people/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {x-state: read people, responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}}}
components:
  schemas:
    Person:
      type: object
      required: [name, email, city, notes]
      properties: {id: {type: integer, readOnly: true}, name: {type: string}, email: {type: string, format: email}, city: {type: string}, notes: {type: array, minItems: 3, maxItems: 3, items: {type: string}}}
";

/// The world at one moment.
#[derive(Debug)]
struct Fixed;

impl Env for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn fake(&self, _: &str) -> Option<Value> {
        None
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let loaded = counterpart::spec::load("bench.yaml", DOCUMENT.into()).expect("it loads");
    let (program, _) = Program::compile(loaded.spec, Seed(1));
    let state = program.initial();
    let env: Arc<dyn Env> = Arc::new(Fixed);
    let body =
        r#"{"name": "Ada", "email": "ada@example.org", "city": "Bern", "notes": ["a", "b", "c"]}"#;
    let mut group = criterion.benchmark_group("step");
    for (name, method, path, body) in [
        ("read", "GET", "/people/500", ""),
        ("list of 20", "GET", "/people", ""),
        ("create", "POST", "/people", body),
    ] {
        let mut request = Request {
            method: method.parse().expect("a method"),
            path: path.to_owned(),
            body: body.into(),
            ..Request::default()
        };
        request
            .headers
            .insert("accept", "application/json, text/plain, */*".parse().expect("text"));
        if !body.is_empty() {
            request.headers.insert("content-type", "application/json".parse().expect("text"));
        }
        let step = |state: State| black_box(program.step(&state, &request, &env));
        assert!(step(state.clone()).1.status < 300);
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| state.clone(), step, BatchSize::SmallInput);
        });
    }
    group.finish();
    criterion.final_summary();
}
