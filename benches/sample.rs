//! How many values of a chat message a core makes in a second, each confirmed by the validator.

use std::hint::black_box;
use std::sync::Arc;

use counterpart_generate::{Seed, broken, negative, sample, sites, strategy};
use counterpart_schema::{Direction, Schema, Schemas};
use counterpart_spec::Pointer;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// As the binary has it.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A message of about 1 KB: recursion, alternatives, a pattern, formats, elements that differ.
fn message() -> Schema {
    let document: Value = json!({ "schemas": { "Message": {
        "type": "object",
        "required": ["id", "channel", "sentAt", "sender", "text", "attachments", "mentions"],
        "properties": {
            "id": { "type": "string", "format": "uuid" },
            "channel": { "type": "string", "pattern": "^[CDG][A-Z0-9]{8}$" },
            "sentAt": { "type": "string", "format": "date-time" },
            "editedAt": { "type": ["string", "null"], "format": "date-time" },
            "sender": { "$ref": "#/schemas/User" },
            "text": { "type": "string", "minLength": 1, "maxLength": 4000 },
            "priority": { "type": "integer", "minimum": 0, "maximum": 100, "multipleOf": 5 },
            "mentions": {
                "type": "array", "items": { "type": "integer", "minimum": 1 },
                "uniqueItems": true, "minItems": 1, "maxItems": 5,
            },
            "attachments": { "type": "array", "minItems": 1, "maxItems": 4, "items": { "oneOf": [
                { "$ref": "#/schemas/Image" }, { "$ref": "#/schemas/File" },
            ] } },
            "replyTo": { "oneOf": [{ "$ref": "#/schemas/Message" }, { "type": "null" }] },
        },
        "additionalProperties": false,
    }, "User": {
        "type": "object",
        "required": ["id", "name", "email", "status"],
        "properties": {
            "id": { "type": "integer", "minimum": 1 },
            "name": { "type": "string" },
            "email": { "type": "string", "format": "email" },
            "avatar": { "type": "string", "format": "uri" },
            "status": { "enum": ["online", "away", "offline"] },
        },
    }, "Image": {
        "type": "object",
        "required": ["kind", "url", "width", "height"],
        "properties": {
            "kind": { "const": "image" },
            "url": { "type": "string", "format": "uri" },
            "width": { "type": "integer", "minimum": 1, "maximum": 8192 },
            "height": { "type": "integer", "minimum": 1, "maximum": 8192 },
        },
    }, "File": {
        "type": "object",
        "required": ["kind", "name", "size"],
        "properties": {
            "kind": { "const": "file" },
            "name": { "type": "string", "minLength": 1 },
            "size": { "type": "integer", "minimum": 0 },
            "mimeType": { "type": "string" },
        },
    } } });
    let at = Pointer::root().join("schemas").join("Message");
    Schemas::new(Arc::new(document)).at(&at).expect("the schema compiles")
}

fn values(criterion: &mut Criterion) {
    let schema = message();
    let direction = Direction::Request;
    let mut group = criterion.benchmark_group("values");
    group.throughput(Throughput::Elements(1));

    let rng = &mut Seed(1).stream(&["sample"]);
    group.bench_function("sample", |b| {
        b.iter(|| sample(black_box(&schema), direction, rng, Timestamp::UNIX_EPOCH));
    });

    let value = sample(&schema, direction, &mut Seed(1).stream(&["valid"]), Timestamp::UNIX_EPOCH);
    let value = value.expect("a value");
    group.bench_function("validate", |b| {
        b.iter(|| schema.is_valid(direction, black_box(&value)));
    });

    let any = strategy(&schema, direction);
    let mut runner = TestRunner::deterministic();
    group.bench_function("strategy", |b| {
        b.iter(|| any.new_tree(&mut runner).expect("a value").current());
    });

    let rng = &mut Seed(1).stream(&["negative"]);
    group.bench_function("negative", |b| {
        b.iter(|| negative(black_box(&schema), direction, rng));
    });

    let rng = &mut Seed(1).stream(&["broken"]);
    let sites = sites(&schema, direction, &value);
    let mut turn = sites.iter().cycle();
    group.bench_function("broken", |b| {
        b.iter(|| turn.next().map(|site| broken(&schema, direction, &value, site, rng)));
    });
    group.finish();
}

/// Shrinks a value for a test that fails where the sender's number is large.
fn shrink(criterion: &mut Criterion) {
    let schema = message();
    let any = strategy(&schema, Direction::Request);
    let fails = |value: &Value| value["sender"]["id"].as_u64().is_some_and(|id| id > 1000);
    let mut runner = TestRunner::deterministic();
    let failing: Vec<_> = std::iter::repeat_with(|| any.new_tree(&mut runner).expect("a value"))
        .filter(|tree| fails(&tree.current()))
        .take(16)
        .collect();
    let mut turn = failing.iter().cycle();
    criterion.bench_function("shrink", |b| {
        b.iter(|| {
            let mut tree = turn.next().expect("sixteen trees, over and over").clone();
            let mut goes_on = tree.simplify();
            while goes_on {
                goes_on = if fails(&tree.current()) { tree.simplify() } else { tree.complicate() };
            }
            tree.current()
        });
    });
}

criterion_group!(benches, values, shrink);
criterion_main!(benches);
