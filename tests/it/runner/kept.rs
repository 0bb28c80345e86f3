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
