//! `counterpart sample` as a user runs it: what it prints fits the document, and is the same each time.

use std::sync::Arc;

use counterpart_schema::{Direction, Schemas};
use counterpart_spec::Pointer;
use serde_json::Value;

use crate::support::{DOCUMENTS, Process, read};

#[track_caller]
fn lines(arguments: &[&str]) -> Vec<Value> {
    let ended = Process::run(&[&["sample"], arguments].concat());
    assert_eq!((ended.code, ended.errors.as_str()), (Some(0), ""), "{arguments:?}");
    ended.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn values_fit_their_schema() {
    let document = "openapi/chat-messages.yaml";
    let loaded = counterpart_spec::load(document, read(document).into()).unwrap();
    let schemas = Schemas::new(Arc::clone(&loaded.spec.document.value));
    let pointer = Pointer::parse("/components/schemas/ChatMessage").unwrap();
    let schema = schemas.at(&pointer).unwrap();
    let named = lines(&[document, "--schema", "ChatMessage", "-n", "20"]);
    assert_eq!(named.len(), 20);
    assert!(named.iter().all(|value| schema.is_valid(Direction::Response, value)), "{named:#?}");
    assert_ne!(named[0], named[1]);
    let same = lines(&[document, "--schema", "#/components/schemas/ChatMessage", "-n", "20"]);
    assert_eq!(named, same);
    let seeded = lines(&[document, "--schema", "ChatMessage", "-n", "20", "--seed", "2"]);
    assert_ne!(named, seeded);
}

#[test]
fn each_operation_is_shown() {
    for document in DOCUMENTS {
        let loaded = counterpart_spec::load(document, read(document).into()).unwrap();
        let ids: Vec<_> = loaded.spec.operations.iter().map(|o| o.id.as_str()).collect();
        let shown = lines(&[document, "--format", "json"]);
        let named: Vec<_> = shown.iter().map(|line| line["operation"].as_str().unwrap()).collect();
        assert_eq!(named, ids, "{document}");
        assert!(shown.iter().all(|line| line["response"]["body"] != Value::Null), "{document}");
    }
}

#[test]
fn one_operation_is_named_by_id_or_path() {
    let document = "openapi/chat-messages.yaml";
    let by_id = lines(&[document, "--operation", "getChatMessage", "-n", "3", "--format", "json"]);
    let by_path =
        lines(&[document, "--operation", "get /chat-messages/{id}", "-n", "3", "--format", "json"]);
    assert_eq!((by_id.len(), &by_id), (3, &by_path));
    let target = by_id[0]["request"]["target"].as_str().unwrap();
    assert!(target.starts_with("/chat-messages/") && !target.contains('{'), "{target}");
    let options = ["sample", document, "--operation", "getChatMessage", "--direction", "request"];
    let ended = Process::run(&options);
    let start = "### getChatMessage\nGET /chat-messages/";
    assert!(ended.output.starts_with(start), "{}", ended.output);
    assert!(!ended.output.contains("HTTP/1.1 200"), "{}", ended.output);
}

#[test]
fn what_is_not_there_is_told() {
    for (arguments, code, told) in [
        (["--schema", "None"], 2, "there is no schema `None`"),
        (["--operation", "none"], 2, "there is no operation `none`"),
    ] {
        let ended = Process::run(&[&["sample", DOCUMENTS[0]], &arguments[..]].concat());
        assert_eq!(ended.code, Some(code));
        assert!(ended.errors.contains(told), "{}", ended.errors);
    }
    let ended = Process::run(&["sample", "fixtures/broken/unsatisfiable.yaml", "--schema", "Note"]);
    assert_eq!((ended.code, ended.output.as_str()), (Some(1), ""));
    assert!(ended.errors.contains("no value fits the schema"), "{}", ended.errors);
}
