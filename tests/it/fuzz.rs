//! The entries of the fuzz targets, on a fixed series of damaged inputs.

#[expect(unreachable_pub, reason = "it is a crate of its own to the fuzz targets")]
#[path = "../../fuzz/src/lib.rs"]
mod entries;

use counterpart::generate::{Rng, Seed};
use rand::RngExt;

/// How many damaged inputs each entry is given.
const INPUTS: usize = 1_500;
/// Pieces that mean something to one of the readers.
const PIECES: [&str; 24] = [
    "&a ",
    "*a",
    "<<: ",
    "\n  - ",
    "\n---\n",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    ": ",
    "$ref: '#/'",
    "\u{feff}",
    "%2C",
    "%",
    "=",
    "&a[b][]=",
    ";a=",
    "\r\n",
    "(?=",
    "{1000}",
    "\\p{L}",
    "\0",
];

/// Gives an entry inputs that were damaged in a few places.
fn damaged(name: &str, starts: &[&str], entry: fn(&[u8])) {
    let mut rng = Seed(1).stream(&["fuzz", name]);
    for start in starts {
        entry(start.as_bytes());
    }
    for number in 0..INPUTS {
        let mut bytes = starts[number % starts.len()].as_bytes().to_vec();
        for _ in 0..rng.random_range(1..6) {
            damage(&mut bytes, &mut rng);
        }
        entry(&bytes);
    }
}

fn damage(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let at = rng.random_range(0..=bytes.len());
    let end = rng.random_range(at..=bytes.len().min(at + 8));
    let piece = PIECES[rng.random_range(0..PIECES.len())].as_bytes();
    match rng.random_range(0..4) {
        0 => drop(bytes.drain(at..end)),
        1 => drop(bytes.splice(at..end, piece.iter().copied())),
        2 => {
            let copied = bytes[at..end].to_vec();
            drop(bytes.splice(at..at, copied));
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = rng.random();
            }
        }
    }
}

#[test]
fn documents_are_read_or_refused() {
    let own = include_str!("../../fuzz/src/api.yaml");
    let older = "swagger: '2.0'\ninfo: {title: T, version: v}\nhost: a\nconsumes: [a/b]\npaths:\n  /a/{b}:\n    parameters: [{name: b, in: path, required: true, type: integer}]\n    post:\n      parameters: [{in: body, name: x, schema: {$ref: '#/definitions/D'}}, {$ref: '#/parameters/F'}]\n      responses: {200: {description: d, schema: {type: file}, headers: {H: {type: array, items: {type: string}}}}}\nparameters: {F: {name: f, in: formData, type: file}}\ndefinitions: {D: {type: object, discriminator: t, properties: {t: {type: string, x-nullable: true}}}}\n";
    let json = r##"{"openapi": "3.0.0", "info": {"title": "T", "version": "v"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}}, "components": {"schemas": {"A": {"type": "object", "nullable": true, "properties": {"a": {"$ref": "#/components/schemas/A"}}}}}}"##;
    damaged("document", &[own, older, json], entries::document);
}

#[test]
fn patterns_are_matched_or_ignored() {
    let starts = [
        r"^[A-Z]{3}-\d{4}$",
        r"^(?=.*[0-9])(?!x)[a-z0-9]+(?<=\d)$",
        r"/^(a|b|[^c-e])*?\u0041\p{Lu}{2,5}$/i",
        r"(a+)+\1(?<n>x)\k<n>",
    ];
    damaged("pattern", &starts, entries::pattern);
}

#[test]
fn requests_are_taken_or_refused() {
    let starts = [
        "a=1,b=2/.1.2\nform=1&form=2&joined=a,1&spaces=1%202&pipes=1|2&deep[a]=1&deep[b][]=2&json=%7B%22a%22:1%7D\na,1\napplication/json\n{\"a\": 1}",
        "a=1/.3\n\na=1\nmultipart/form-data; boundary=x\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n",
        "a/.\n\nc=1\napplication/xml\n<Object><a>1</a><b>2</b><c><d>true</d></c></Object>",
        "a/.\n\n\ntext/event-stream\ndata: {\"a\": 1}\n\ndata: 2\n\n",
        "a/.\n\n\napplication/jsonl\n{\"a\": 1}\n{}\n",
        "a/.\n\n\napplication/x-www-form-urlencoded\na=1&b=2&b=3&c=%7B%7D",
        "m;a=1;b=2\na=1&b=2\n\n\n",
    ];
    damaged("parameter", &starts, entries::parameter);
}
