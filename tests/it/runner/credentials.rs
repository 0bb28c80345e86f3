//! What requests show, and what nobody may read.

use super::*;

const DOCUMENT: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents: {securitySchemes: {token: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}}, key: {type: apiKey, in: query, name: k}}}\npaths:\n  /a: {get: {security: [{token: []}], responses: {'200': {description: d}, '401': {description: d}}}}\n  /b: {get: {security: [{key: []}], responses: {'200': {description: d}, '401': {description: d}}}}\n";

/// Answers 200 to those who show one of two texts, and 500 at `/b` to make a finding.
fn guarded(token: &'static str) -> Server {
    Server::new(move |head| {
        let line = head.lines().next().unwrap();
        let (status, body) = match line {
            _ if line.starts_with("POST /token ") => (200, r#"{"access_token": "s3cret-granted"}"#),
            _ if line.contains("k=s3cret") => (500, "{}"),
            _ if head.contains(token) => (200, "{}"),
            _ => (401, "{}"),
        };
        (status, body.to_owned())
    })
}

fn test(folder: &Folder, server: &Server, more: &[&str]) -> Ran {
    let document = folder.write("api.yaml", DOCUMENT);
    let flags = [
        "test",
        &document,
        "--url",
        &server.url,
        "--cases",
        "3",
        "--exclude-checks",
        "unsupported_method",
    ];
    run_with(folder, &[&flags, more].concat(), &[("TOKEN", "s3cret"), ("KEY", "s3cret&")])
}

#[test]
fn secrets_are_shown_to_the_server_and_to_nobody_else() {
    let (folder, server) = (Folder::new("secrets"), guarded("Bearer s3cret\r\n"));
    let reports = "json=r.json,junit=r.xml,html=r.html,sarif=r.sarif,har=r.har,ndjson=r.ndjson";
    let flags = [
        "--bearer",
        "token=env:TOKEN",
        "--api-key",
        "${KEY}",
        "--header",
        "X-Own: env:TOKEN",
        "--cookie",
        "c=s3cret",
        "--report",
        reports,
    ];
    test(&folder, &server, &flags).ends(1).says("server_error").never_says("s3cret");
    let heads = server.heads();
    for shown in [
        "authorization: Bearer s3cret\r\n",
        "k=s3cret%26 ",
        "x-own: s3cret\r\n",
        "cookie: c=s3cret\r\n",
    ] {
        assert!(heads.iter().any(|head| head.contains(shown)), "{shown}: {heads:?}");
    }
    let replays = folder.list("counterpart.replays");
    assert_eq!(replays.len(), 1, "{replays:?}");
    let written = ["r.json", "r.xml", "r.html", "r.sarif", "r.har", "r.ndjson"].map(str::to_owned);
    let kept = replays.iter().map(|name| format!("counterpart.replays/{name}"));
    for name in kept.chain(written) {
        assert!(!folder.read(&name).contains("s3cret"), "{name}");
    }
}

#[test]
fn what_a_server_tells_of_secrets_is_told_to_nobody() {
    let folder = Folder::new("echoed");
    let document = folder.write("api.yaml", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {password: {type: integer, format: password}}}}}}}}}}\n");
    let server = Server::new(|head| {
        let told = r#"{"password": "hunter2", "key": "key-of-the-run"}"#;
        let (status, body) = if head.starts_with("GET /a ") { (200, told) } else { (405, "{}") };
        (status, body.to_owned())
    });
    let reports = "json=r.json,junit=r.xml,html=r.html,sarif=r.sarif,har=r.har,ndjson=r.ndjson";
    let flags = ["test", &document, "--url", &server.url, "--header", "X-Api-Key: key-of-the-run"];
    let kept = [
        "--exclude-checks",
        "unsupported_method",
        "--report",
        reports,
        "--snapshots",
        "snapshots",
        "--cases",
        "2",
    ];
    let ran = run(&folder, &[&flags[..], &kept].concat());
    ran.ends(1).says("body /password: *** is not").never_says("hunter2").never_says("key-of-");
    let mut files =
        reports.split([',', '=']).skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    for inner in ["counterpart.replays", "snapshots"] {
        let names = folder.list(inner);
        assert_eq!(names.len(), 1, "{inner}: {names:?}");
        files.extend(names.iter().map(|name| format!("{inner}/{name}")));
    }
    for file in files {
        let text = folder.read(&file);
        assert!(!text.contains("hunter2") && !text.contains("key-of-"), "{file}: {text}");
    }
}

#[test]
fn a_token_command_is_run_again_when_its_token_is_refused() {
    let (folder, server) = (Folder::new("command"), guarded("Bearer t2\r\n"));
    let command = "token=echo x >> times; echo t$(wc -l < times)";
    let flags = ["--token-command", command, "--include", "/a", "--no-replays"];
    test(&folder, &server, &flags).ends(0);
    assert_eq!(folder.read("times"), "x\nx\n");
    let heads = server.heads();
    let shown = |text: &str| heads.iter().filter(|head| head.contains(text)).count();
    assert!(shown("Bearer t1\r\n") >= 1 && shown("Bearer t2\r\n") >= 1, "{heads:?}");
    test(&folder, &server, &["--token-command", "exit 3"])
        .ends(2)
        .says("ended with exit status: 3");
    test(&folder, &server, &["--token-command", "true"]).ends(2).says("prints nothing");
}

#[test]
fn clients_of_oauth_ask_for_their_token() {
    let (folder, server) = (Folder::new("oauth"), guarded("Bearer s3cret-granted\r\n"));
    let flags =
        ["--oauth-client", "me:s3cret", "--oauth-scope", "read", "--include", "/a", "--no-replays"];
    test(&folder, &server, &flags).ends(0).never_says("s3cret");
    let heads = server.heads();
    let asked = heads.iter().find(|head| head.starts_with("POST /token ")).unwrap();
    assert!(asked.contains("authorization: Basic bWU6czNjcmV0\r\n"), "{asked}");
    assert!(asked.ends_with("grant_type=client_credentials&scope=read"), "{asked}");
    assert!(heads.iter().any(|head| head.contains("Bearer s3cret-granted")), "{heads:?}");
    let elsewhere = format!("{}/none", server.url);
    let flags = ["--oauth-client", "me:s3cret", "--oauth-token-url", &elsewhere];
    test(&folder, &server, &flags)
        .ends(2)
        .says("the token endpoint answers 401")
        .never_says("s3cret");
}
