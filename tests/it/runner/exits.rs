//! How a run ends, and what it says.

use super::hostile::{REPORTS, WRITTEN};
use super::*;

#[test]
fn a_server_that_keeps_its_document_is_clean() {
    let (folder, mock) = (Folder::new("clean"), good());
    let ran = run(&folder, &["test", NOTES, "--url", &mock.url, "--cases", "20"]);
    ran.ends(0).says("GET /notes/{id}");
    // What leads to the one that is tested is not counted.
    let one = ["--include", "GET /notes/{id}"];
    run(&folder, &[&["test", NOTES, "--url", &mock.url][..], &one].concat())
        .ends(0)
        .says("1 of 1 operation answered with success");
    assert_eq!(folder.list("."), [""; 0]);
}

#[test]
fn a_server_that_does_not_is_told() {
    let (folder, mock) = (Folder::new("told"), broken());
    let test = |more: &[&str]| {
        let flags = ["test", NOTES, "--url", &mock.url, "--cases", "5", "--no-replays"];
        run(&folder, &[&flags, more].concat())
    };
    test(&[]).ends(1).says("server_error").says("/preference").says("curl");
    for excused in [
        &["--exclude", "readPreference"][..],
        &["--include", "/notes**"],
        &["--exclude-checks", "GET /preference=server_error,response_status"],
        &["--checks", "use_after_delete"],
        &["--include", "readPreference", "--phases", "replays"],
    ] {
        test(excused).ends(0);
    }
    let quiet = test(&["--quiet"]).ends(1);
    assert!(quiet.errors.is_empty() && quiet.output.lines().count() == 1, "{}", quiet.output);
}

#[test]
fn warnings_count_where_they_are_denied() {
    let folder = Folder::new("deny");
    let document = folder.write("api.yaml", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: object}}}}}}}}\n");
    let server = Server::new(|head| {
        let status = if head.starts_with("GET /a ") { 200 } else { 404 };
        (
            status,
            r#"{"created_at": "2025-02-01T00:00:00Z", "updated_at": "2025-01-01T00:00:00Z"}"#
                .to_owned(),
        )
    });
    let test = |more: &[&str]| {
        let flags = [
            "test",
            &document,
            "--url",
            &server.url,
            "--cases",
            "2",
            "--exclude-checks",
            "unsupported_method",
        ];
        run(&folder, &[&flags, more].concat())
    };
    test(&[]).ends(0).says("implausible_value");
    test(&["--deny", "warnings"]).ends(1);
}

#[test]
fn what_cannot_be_tested_ends_with_its_code() {
    let (folder, mock) = (Folder::new("untested"), good());
    let url = mock.url.as_str();
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = format!("http://{gone}");
    let rows: [(&[&str], i32, &str); 16] = [
        (&[], 2, "no server is named"),
        (&["--url", "localhost"], 2, "is no address of a server"),
        (&["--url", url, "--checks", "server_eror"], 2, "did you mean `server_error`?"),
        (&["--url", url, "--include", "tag:none"], 2, "no operation is meant by `tag:none`"),
        (&["--url", url, "--exclude", "/**"], 2, "every operation is left out"),
        (&["--url", url, "--phases", "rnadom"], 2, "did you mean `random`?"),
        (&["--url", url, "--shard", "3/2"], 2, "the second of four"),
        (&["--url", url, "--time", "60"], 2, "`800ms`"),
        (&["--url", url, "--workers", "0"], 2, "invalid value '0'"),
        (&["--url", url, "--rate", "0"], 2, "invalid value '0'"),
        (&["--url", url, "--report", "xml=a"], 2, "expected one of json, junit"),
        (&["--url", url, "--report", "json=none/a.json"], 2, "cannot be written"),
        (&["--url", url, "--bearer", "env:COUNTERPART_NO_SUCH"], 2, "no `COUNTERPART_NO_SUCH`"),
        (&["--url", url, "--baseline-update"], 2, "name it with `--baseline`"),
        (&["--url", url, "--target", "x"], 2, "there is no target `x`"),
        (&["--url", &gone, "--no-replays"], 4, "start the server, or correct `--url`"),
    ];
    for (flags, code, expected) in rows {
        run(&folder, &[&["test", NOTES], flags].concat()).ends(code).says(expected);
    }
    run(&folder, &["test", "nowhere.yaml", "--url", url]).ends(3).says("`nowhere.yaml` cannot be");
    run(&folder, &["test", "--url", url]).ends(2).says("no document is named");
}

#[test]
fn a_run_that_never_succeeds_tests_nothing() {
    let folder = Folder::new("barred");
    let document = folder.write("api.yaml", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {'200': {description: d}, default: {description: d}}}}\n  /b: {get: {responses: {'200': {description: d}, default: {description: d}}}}\n");
    for (status, expected) in
        [(401, "`--bearer TOKEN`"), (404, "correct `--url`"), (302, "redirects")]
    {
        let server = Server::new(move |_| (status, "{}".to_owned()));
        let test = |more: &[&str]| {
            let flags = ["test", &document, "--url", &server.url, "--cases", "2", "--quiet"];
            run(&folder, &[&flags, more].concat())
        };
        test(&["--report", "json=a.json"]).ends(4).says("nothing was tested").says(expected);
        // The other part of the run may have what succeeds.
        test(&["--shard", "1/2"]).ends(0).says(expected);
        run(&folder, &["report", "merge", "a.json"]).ends(4).says(expected);
    }
    let server =
        Server::new(|head| (if head.contains("/a ") { 200 } else { 404 }, "{}".to_owned()));
    run(
        &folder,
        &["test", &document, "--url", &server.url, "--exclude-checks", "unsupported_method"],
    )
    .ends(0)
    .says("never answered with success: GET /b\n")
    .never_says("nothing was tested");
}

#[test]
fn a_url_without_a_path_has_the_base_path_of_the_document() {
    let folder = Folder::new("base");
    let document = folder.write("api.yaml", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: /v1}]\npaths: {/a: {get: {responses: {'200': {description: d}}}}}\n");
    let server = Server::new(|_| (200, "{}".to_owned()));
    for (path, expected) in [("", "GET /v1/a "), ("/", "GET /v1/a "), ("/other", "GET /other/a ")] {
        let url = format!("{}{path}", server.url);
        let before = server.heads().len();
        run(&folder, &["test", &document, "--url", &url, "--phases", "examples", "--no-replays"])
            .ends(0);
        let heads = server.heads();
        assert!(heads.len() > before, "{url}");
        assert!(heads[before..].iter().all(|head| head.starts_with(expected)), "{heads:?}");
    }
}

#[test]
fn parts_of_a_run_are_joined() {
    let (folder, mock) = (Folder::new("joined"), broken());
    let whole = ["test", NOTES, "--url", &mock.url, "--cases", "16", "--no-replays"];
    for (shard, report) in [("1/2", "json=1.json,junit=1.xml"), ("2/2", "json=2.json")] {
        let ran = run(&folder, &[&whole[..], &["--shard", shard, "--report", report]].concat());
        assert!(ran.code.is_some_and(|code| code < 2), "{}", ran.errors);
    }
    let report = "json=all.json,html=all.html,junit=all.xml,sarif=all.sarif,github";
    run(&folder, &["report", "merge", "1.json", "2.json", "--report", report])
        .ends(1)
        .says("::error");
    let joined: serde_json::Value = serde_json::from_str(&folder.read("all.json")).unwrap();
    let found = joined["findings"].as_array().unwrap();
    assert!(found.iter().any(|found| found["check"] == "server_error"), "{found:?}");
    assert!(folder.read("all.html").contains("server_error"));
    run(&folder, &["report", "merge", "1.xml"]).ends(2).says("`1.xml` is no report");
    run(&folder, &["report", "merge", "1.json", "--report", "har=a"])
        .ends(2)
        .says("while a run goes on");
}

#[test]
fn a_run_that_does_not_begin_leaves_no_reports() {
    let (folder, mock) = (Folder::new("unbegun"), good());
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = format!("http://{gone}");
    let unwritable = format!("{WRITTEN},json=none/r.json");
    for (document, url, reports, code) in [
        ("nowhere.yaml", mock.url.as_str(), WRITTEN, 3),
        (NOTES, &gone, WRITTEN, 4),
        (NOTES, &mock.url, &unwritable, 2),
    ] {
        for old in ["", "of an earlier run"] {
            if !old.is_empty() {
                for report in REPORTS {
                    folder.write(report, old);
                }
            }
            let flags = ["test", document, "--url", url, "--no-replays", "--report", reports];
            run(&folder, &flags).ends(code);
            for report in folder.list(".") {
                let text = folder.read(&report);
                let is_told = report == "r.ndjson" && text.contains(r#""event":"started""#);
                assert!(is_told || text == old && !old.is_empty(), "{code}: {report}: `{text}`");
                std::fs::remove_file(folder.path().join(report)).unwrap();
            }
        }
    }
}
