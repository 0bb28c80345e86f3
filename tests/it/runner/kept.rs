//! What one run leaves for the next: replays, the baseline, snapshots.

use super::*;

#[test]
fn findings_are_looked_for_again() {
    let (folder, good, broken) = (Folder::new("replays"), good(), broken());
    let test = |url: &str, more: &[&str]| {
        let flags = ["test", NOTES, "--url", url, "--phases", "replays,examples"];
        run(&folder, &[&flags, more].concat())
    };
    test(&broken.url, &[]).ends(1);
    let kept = folder.list("counterpart.replays");
    let [file] = &kept[..] else { panic!("{kept:?}") };
    let file = format!("counterpart.replays/{file}");
    let saved = folder.read(&file);
    assert!(
        saved.contains("\"check\": \"server_error\"") && saved.contains("GET /preference"),
        "{saved}"
    );

    let replay = |url: &str| run(&folder, &["replay", &file, "--url", url, "--document", NOTES]);
    replay(&broken.url).ends(1).says("HTTP/1.1 500").says("it still fails");
    replay(&good.url).ends(0).says("HTTP/1.1 200").says("not seen");

    // It is found by the replay alone, and its file is left alone while it is there.
    run(&folder, &["test", NOTES, "--url", &broken.url, "--phases", "replays"]).ends(1);
    test(&good.url, &[]).ends(0).says("not seen any more").says("`--replays-update` removes");
    assert_eq!(folder.read(&file), saved);
    test(&good.url, &["--replays-update"]).ends(0).says("is removed");
    assert_eq!(folder.list("counterpart.replays"), [""; 0]);
    test(&good.url, &["--replays-update"]).ends(0).never_says("not seen any more");
}

#[test]
fn files_that_mean_nothing_are_told() {
    let (folder, good) = (Folder::new("unread"), good());
    folder.write("none.json", "[]");
    let steps = r#"[{"operation": "GET /gone", "meaning": "valid"}]"#;
    let gone = format!(
        r#"{{"document": "T", "id": "1", "check": "server_error", "operation": "GET /gone", "severity": "error", "message": "m", "steps": {steps}}}"#
    );
    folder.write("gone.json", &gone);
    let replay = |file| run(&folder, &["replay", file, "--url", &good.url, "--document", NOTES]);
    replay("nowhere.json").ends(2).says("`nowhere.json` cannot be read");
    replay("none.json").ends(2).says("`none.json` cannot be read");
    replay("gone.json").ends(2).says("the document has no operation `GET /gone`");
    // In a run it is passed over.
    let flags = ["test", NOTES, "--url", &good.url, "--phases", "replays", "--replays"];
    std::fs::create_dir(folder.path().join("kept")).unwrap();
    folder.write("kept/gone.json", &gone);
    run(&folder, &[&flags[..], &["kept"]].concat()).ends(0).says("is not looked for");
}

#[test]
fn what_is_accepted_does_not_count() {
    let (folder, good, broken) = (Folder::new("baseline"), good(), broken());
    let test = |url: &str, more: &[&str]| {
        let flags = ["test", NOTES, "--url", url, "--phases", "examples", "--baseline", "ok.json"];
        run(&folder, &[&flags, more].concat())
    };
    test(&broken.url, &[]).ends(2).says("let `--baseline-update` write it");
    test(&broken.url, &["--baseline-update"]).ends(0).says("`ok.json` accepts 1 finding");
    let accepted = folder.read("ok.json");
    assert!(
        accepted.contains("server_error") && accepted.contains("GET /preference"),
        "{accepted}"
    );
    test(&broken.url, &["--report", "json=r.json"]).ends(0).says("accepted: GET /preference");
    let report: serde_json::Value = serde_json::from_str(&folder.read("r.json")).unwrap();
    assert_eq!(
        (report["findings"].as_array().unwrap().len(), &report["summary"]["errors"]),
        (0, &0.into())
    );
    test(&good.url, &[]).ends(0).says("accepted, and not seen any more: GET /preference");
    // Of what was not looked at, nothing is known.
    test(&good.url, &["--include", "listNotes", "--baseline-update"])
        .ends(0)
        .never_says("not seen");
    assert_eq!(folder.read("ok.json"), accepted);
    test(&good.url, &["--baseline-update"]).ends(0).says("accepts 0 findings");
    folder.write("ok.json", "{\"version\": 9, \"accepted\": []}");
    test(&good.url, &[]).ends(2).says("`ok.json` is no baseline: version 9 is not read");
}

const THINGS: &str = "openapi: 3.1.0
info: {title: T, version: '1'}
components: {schemas: {Thing: {type: object, properties: {id: {type: integer}, name: {type: string}, serial: {type: integer}, revision: {type: integer}}}}}
paths:
  /things:
    post: {requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, example: Ada}}}}}}, responses: {'201': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}, '404': {description: d}}}
    delete: {responses: {'204': {description: d}, '404': {description: d}}}
  /things/{id}/touch:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    post: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}, '404': {description: d}}}
";

#[test]
fn replays_send_nothing_that_a_run_may_not() {
    let folder = Folder::new("kept-from");
    let document = folder.write("api.yaml", THINGS);
    let server = Server::new(|head| {
        (if head.starts_with("POST /things ") { 500 } else { 404 }, String::new())
    });
    let flags = ["test", &document, "--url", &server.url, "--checks", "server_error"];
    let test = |more: &[&str]| run(&folder, &[&flags, more].concat());
    test(&["--phases", "examples"]).ends(1);
    let before = server.heads().len();
    test(&["--phases", "replays", "--no-writes"]).ends(0).never_says("not seen any more");
    test(&["--phases", "replays", "--include", "GET /things/{id}"]).ends(0);
    assert_eq!(server.heads()[before..], [""; 0]);
    test(&["--phases", "replays"]).ends(1);
}

#[test]
fn a_replay_that_cannot_be_played_is_no_success() {
    let folder = Folder::new("unplayed");
    let document = folder.write("api.yaml", THINGS);
    let steps = r#"[{"operation": "POST /things", "body": {"name": "Ada"}, "media_type": "application/json", "meaning": "lead"}, {"operation": "GET /things/{id}", "bind": {"path.id": "$steps.0.response.body#/id"}, "meaning": "valid"}]"#;
    folder.write("kept.json", &format!(
        r#"{{"document": "T", "id": "1", "check": "server_error", "operation": "GET /things/{{id}}", "severity": "error", "message": "m", "steps": {steps}}}"#
    ));
    for (status, says) in [(401, "which was answered 401; give credentials"), (409, "answered 409")]
    {
        let server = Server::new(move |_| (status, String::new()));
        run(&folder, &["replay", "kept.json", "--url", &server.url, "--document", &document])
            .ends(4)
            .says(says);
    }
}

#[test]
fn what_is_another_each_time_is_seen_by_asking_twice() {
    let folder = Folder::new("twice");
    let document = folder.write("api.yaml", THINGS);
    // Each thing has a serial number, and counts how often it was touched.
    let things = std::sync::Mutex::new((0, std::collections::BTreeMap::<u64, u64>::new()));
    let server = Server::new(move |head| {
        let (serial, things) = &mut *things.lock().unwrap();
        let words: Vec<_> = head.split([' ', '/']).filter(|word| !word.is_empty()).collect();
        let thing = |id: u64, revision: u64| {
            format!(
                r#"{{"id": {id}, "name": "Ada", "serial": {}, "revision": {revision}}}"#,
                id + 7000
            )
        };
        let (status, answer) = match words[..] {
            ["POST", "things", "HTTP", ..] => {
                *serial += 1;
                things.insert(*serial, 0);
                (201, Some(thing(*serial, 0)))
            }
            [method, "things", id, ..] => {
                let id = id.parse().unwrap_or_default();
                let known = things.get_mut(&id).map(|touched| {
                    *touched += u64::from(method == "POST");
                    thing(id, *touched)
                });
                if method == "DELETE" {
                    things.remove(&id);
                }
                (if method == "DELETE" { 204 } else { 200 }, known)
            }
            _ => (404, None),
        };
        let body = answer.clone().filter(|_| status != 204).unwrap_or_default();
        (if answer.is_some() { status } else { 404 }, body)
    });
    // It calls all of them Ada, whatever they are to be called.
    let excused = ["--exclude-checks", "echo_differs", "--no-replays"];
    let flags = ["test", &document, "--url", &server.url, "--phases", "examples"];
    let test = || run(&folder, &[&flags[..], &excused, &["--snapshots", "snaps"]].concat());
    test().ends(0);
    assert_eq!(folder.list("snaps").len(), 4);
    for name in ["post_things-201", "get_things_id-200", "post_things_id_touch-200"] {
        let snapshot = folder.read(&format!("snaps/{name}.snap"));
        // A thing is touched for the first time, both times.
        let revision = format!("\"revision\": {}", u8::from(name.contains("touch")));
        for stays in ["\"name\": \"Ada\"", "\"serial\": \"[varies]\"", &revision] {
            assert!(snapshot.contains(stays), "{stays}: {snapshot}");
        }
    }
    test().ends(0).never_says("changed");
}

#[test]
fn answers_are_recorded() {
    let folder = Folder::new("snapshots");
    let document = folder.write("api.yaml", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: string}}}}}}}}\n");
    let test = |word: &'static str, more: &[&str]| {
        let server = Server::new(move |_| (200, format!("\"{word}\"")));
        let flags = [
            "test",
            &document,
            "--url",
            &server.url,
            "--phases",
            "examples",
            "--snapshots",
            "snaps",
        ];
        run(&folder, &[&flags, more].concat()).ends(0)
    };
    test("one", &[]).never_says("changed");
    let files = folder.list("snaps");
    let [file] = &files[..] else { panic!("{files:?}") };
    assert!(folder.read(&format!("snaps/{file}")).contains("one"));
    test("two", &[]).says("1 snapshot of `snaps` changed");
    assert_eq!(folder.list("snaps").len(), 2);
    test("one", &[]).never_says("changed");
    assert_eq!(folder.list("snaps").len(), 1);
    test("two", &["--snapshots-update"]).never_says("changed");
    assert!(folder.read(&format!("snaps/{file}")).contains("two"));
}
