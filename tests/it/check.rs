//! `counterpart check` as a user runs it: what is told where, in which form, and how it ends.

use serde_json::Value;

use crate::support::{DOCUMENTS, Process};

/// Checks and compares the exit code, a part of standard error, and all of standard output.
#[track_caller]
fn check(arguments: &[&str], code: i32, errors: &str, output: &str) {
    let ended = Process::run(&[&["check"], arguments].concat());
    assert_eq!(ended.code, Some(code), "{}", ended.errors);
    assert!(ended.errors.contains(errors), "{}", ended.errors);
    assert_eq!(ended.output, output);
}

#[test]
fn documents_that_work_are_ok() {
    for document in DOCUMENTS {
        let ended = Process::run(&["check", document]);
        assert_eq!((ended.code, ended.errors.as_str()), (Some(0), ""), "{document}");
        assert!(ended.output.starts_with(&format!("{document}: ok; ")), "{}", ended.output);
    }
}

#[test]
fn findings_end_with_their_code() {
    let examples = "fixtures/broken/examples.yaml";
    let found = "examples.yaml: 1 warning; 1 operation, 0 schemas\n";
    let found = format!("fixtures/broken/{found}");
    check(&[examples], 0, "examples.yaml:12:23", &found);
    check(&[examples, "--deny", "warnings"], 1, "warning[W0241]", &found);
    let ok = format!("{examples}: ok; 1 operation, 0 schemas\n");
    check(&[examples, "--deny", "warnings", "--allow", "W0241"], 0, "", &ok);
    check(&[examples, "--allow", "W9"], 2, "expected a code", "");
    check(
        &["fixtures/broken/unsatisfiable.yaml"],
        1,
        "error[E0120]: nothing fits this schema: every value nests another",
        "fixtures/broken/unsatisfiable.yaml: 1 error; 1 operation, 1 schema\n",
    );
    let refused = "fixtures/broken/no-openapi.yaml: refused\n";
    check(&["fixtures/broken/no-openapi.yaml"], 3, "error[E0003]", refused);
    check(&["nowhere.yaml"], 3, "`nowhere.yaml` cannot be read", "nowhere.yaml: refused\n");
}

#[test]
fn a_folder_is_its_documents() {
    let folder = "fixtures/broken/parts";
    let output = format!("{folder}/openapi.yaml: 1 error; 1 operation, 0 schemas\n");
    check(&[folder], 1, "message.yaml:3:24", &output);
    check(&["tests/it"], 3, "there is no OpenAPI document there", "");
}

#[test]
fn standard_input_is_a_document() {
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n";
    let ended = Process::run_with(&["check", "-"], text);
    assert_eq!(ended.output, "stdin: ok; 0 operations, 0 schemas\n");
    let ended = Process::run_with(&["check", "-"], "openapi: 3.1.0\npaths: [\n");
    assert_eq!(ended.code, Some(3));
    assert!(ended.errors.contains("stdin:"), "{}", ended.errors);
}

#[test]
fn long_lists_are_cut() {
    let values = ["{type: integer, default: x}"; 14].join(", ");
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{A: {{anyOf: [{values}]}}}}}}\n"
    );
    let ended = Process::run_with(&["check", "-"], &text);
    assert_eq!(ended.errors.matches("warning[W0242]").count(), 10, "{}", ended.errors);
    assert!(ended.errors.contains("… and 4 more W0242"), "{}", ended.errors);
    let ended = Process::run_with(&["check", "-", "--all"], &text);
    assert_eq!(ended.errors.matches("warning[W0242]").count(), 14, "{}", ended.errors);
}

#[test]
fn programs_get_json() {
    let ended = Process::run(&["check", "fixtures/broken/examples.yaml", "--format", "json"]);
    assert_eq!((ended.code, ended.errors.as_str()), (Some(0), ""));
    let told: Value = serde_json::from_str(&ended.output).unwrap();
    let expected = serde_json::json!({
        "version": 1,
        "documents": [{
            "document": "fixtures/broken/examples.yaml",
            "refused": false,
            "operations": 1,
            "schemas": 0,
            "errors": 0,
            "warnings": 1,
            "diagnostics": [{
                "file": "fixtures/broken/examples.yaml",
                "code": "W0241",
                "severity": "warning",
                "message": "the example breaks `maxLength` at `/text`: \"much too long\" is longer than 5 characters",
                "help": "correct the example or the schema; an example that does not fit is not served",
                "pointer": "/paths/~1messages/post/requestBody/content/application~1json/example/text",
                "line": 12,
                "column": 23,
                "end": { "line": 12, "column": 42 },
            }],
        }],
    });
    assert_eq!(told, expected);
}

#[test]
fn code_hosts_get_sarif() {
    let ended = Process::run(&["check", "fixtures/broken/parts", "--format", "sarif"]);
    assert_eq!(ended.code, Some(1));
    let told: Value = serde_json::from_str(&ended.output).unwrap();
    assert_eq!(told["version"], "2.1.0");
    let run = &told["runs"][0];
    let [result] = run["results"].as_array().unwrap().as_slice() else { panic!("{told:#}") };
    assert_eq!((&result["ruleId"], &result["level"]), (&"E0201".into(), &"error".into()));
    let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "E0201");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "fixtures/broken/parts/message.yaml");
    assert_eq!(place["region"]["startLine"], 3);
}
