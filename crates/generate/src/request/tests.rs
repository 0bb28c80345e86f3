//! Requests lead to their operation and are taken there.

use std::sync::Arc;

use counterpart_exchange::{Contract, Route, Router};
use counterpart_schema::{Outlines, Schemas};

use super::request;
use crate::{REFERENCE, Seed};

/// How many requests of each operation are looked at.
const REQUESTS: usize = 20;

/// Makes requests for every operation of a document, and hands them in.
#[track_caller]
fn check(paths: &str) {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: v}\n";
    let text = format!("{head}{SCHEMES}paths:\n{paths}");
    let loaded = counterpart_spec::load("t.yaml", text.into()).expect("an OpenAPI document");
    let spec = Arc::new(loaded.spec);
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    let (router, refused) = Router::new(&spec);
    assert_eq!(refused, []);
    for index in 0..spec.operations.len() {
        let contract = Contract::new(&spec, &schemas, &Outlines::default(), index);
        for number in 0..REQUESTS {
            let mut rng = Seed(1).stream(&["request", &number.to_string()]);
            let call = request(&contract, &schemas, &mut rng, REFERENCE)
                .unwrap_or_else(|error| panic!("{paths}: {error}"));
            let asked = &call.request;
            let Route::Operation { index: found, path } =
                router.find(&asked.method, &asked.path, &asked.query)
            else {
                panic!("{paths}: {asked:?} leads nowhere")
            };
            assert_eq!(found, index, "{paths}: {asked:?}");
            let taken = contract.decode(asked, &path);
            assert!(taken.is_ok(), "{paths}: {asked:?}: {taken:?}");
            let again = request(
                &contract,
                &schemas,
                &mut Seed(1).stream(&["request", &number.to_string()]),
                REFERENCE,
            );
            assert_eq!(again.map(|call| call.values), Ok(call.values));
        }
    }
}

const SCHEMES: &str = "components:\n  securitySchemes: {b: {type: http, scheme: bearer}, k: {type: apiKey, in: query, name: key}, c: {type: apiKey, in: cookie, name: c}}\n";

#[test]
fn requests_keep_the_contract() {
    let path = "{name: id, in: path, required: true, schema: {type: string}}";
    for paths in [
        format!("  '/a/{{id}}.json': {{get: {{parameters: [{path}], responses: {{}}}}}}\n"),
        "  '/a/{nobody}/{declared}': {get: {responses: {}}}\n".to_owned(),
        "  /a: {get: {security: [{b: [], k: []}], responses: {}}}\n".to_owned(),
        "  /a: {get: {security: [{c: []}, {b: []}], responses: {}}}\n".to_owned(),
        "  /a: {get: {parameters: [{name: q, in: query, style: pipeDelimited, schema: {type: array, items: {type: string}}}, {name: h, in: header, schema: {type: object, properties: {a: {type: integer}}}}], responses: {}}}\n".to_owned(),
        "  /a: {get: {parameters: [{name: f, in: query, required: true, style: deepObject, schema: {type: object, required: [a], properties: {a: {type: string}}}}], responses: {}}}\n".to_owned(),
        "  /a: {get: {parameters: [{name: q, in: query, required: true, schema: {type: integer}, example: 7}], responses: {}}}\n".to_owned(),
        "  /a: {post: {requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string, format: email}}}}}}, responses: {}}}\n".to_owned(),
        "  /a: {post: {requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, required: [a, b], properties: {a: {type: integer}, b: {type: array, minItems: 1, items: {type: string}}}}}}}, responses: {}}}\n".to_owned(),
        "  /a: {post: {requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: [file, n], properties: {file: {type: string, format: binary}, n: {type: integer}}}}}}, responses: {}}}\n".to_owned(),
        "  /a: {post: {requestBody: {required: true, content: {application/jsonl: {itemSchema: {type: object, required: [a], properties: {a: {type: integer}}}}}}, responses: {}}}\n".to_owned(),
        "  /a: {get: {security: [{b: []}, {k: []}], parameters: [{name: key, in: query, required: true, schema: {type: string}}], responses: {}}}\n".to_owned(),
        "  /a: {get: {security: [{k: []}], parameters: [{name: key, in: query, required: true, schema: {type: string}}], responses: {}}}\n".to_owned(),
        "  /a: {post: {requestBody: {required: true, content: {application/xml: {schema: {type: object, xml: {name: a}, required: [b], properties: {b: {type: integer}}}}}}, responses: {}}}\n".to_owned(),
    ] {
        check(&paths);
    }
}
