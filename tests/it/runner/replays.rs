//! What a run found is shown again by its replays, on a server that is as new.

use counterpart::contract::{Phase, SavedReplay, Settings};
use counterpart_planted::{API_KEY, Defect, Defects, TOKENS, router};

use super::desk::{DEFECTS, SUBJECT, paused, ready, settings, whole};
use super::hosted::Hosted;
use super::*;

/// Saves what is found, reads it again, and gives what each replay shows of it on a desk of its own.
fn replayed(saved: &[SavedReplay], defects: Defects) -> Vec<String> {
    let still = |saved: &&SavedReplay| {
        let scenario = saved.scenario(&SUBJECT).unwrap();
        let played =
            paused().block_on(ready(defects, settings()).again(&scenario, &saved.id)).unwrap();
        played.seen.iter().any(|seen| seen.id == saved.id)
    };
    let name = |saved: &SavedReplay| {
        format!("{} {} {}", saved.check.name(), saved.operation, saved.message)
    };
    saved.iter().filter(still).map(name).collect()
}

#[test]
fn every_finding_is_seen_again_on_a_new_server() {
    let defects: Defects = DEFECTS.into_iter().collect();
    let found = whole(defects, settings());
    let saved = found.findings.iter().map(|finding| {
        let text = SavedReplay::of(&found.document, finding).to_json();
        SavedReplay::from_json(text.as_bytes()).unwrap()
    });
    let saved: Vec<_> = saved.collect();
    assert!(saved.len() >= DEFECTS.len());
    let all: Vec<_> = saved
        .iter()
        .map(|saved| format!("{} {} {}", saved.check.name(), saved.operation, saved.message))
        .collect();
    assert_eq!(replayed(&saved, defects), all);
    assert_eq!(replayed(&saved, Defects::NONE), [""; 0]);
    // The next run finds them by the replays alone.
    let replays = saved.iter().map(|saved| saved.scenario(&SUBJECT).unwrap()).collect();
    let phases = [Phase::Replays].into();
    let next = whole(defects, Settings { replays, phases, ..settings() });
    let ids = |report: &counterpart::report::Report| -> Vec<_> {
        report.findings.iter().map(|finding| finding.id.clone()).collect()
    };
    let (mut next, mut found) = (ids(&next), ids(&found));
    next.sort();
    found.sort();
    assert_eq!(next, found);
}

#[test]
fn the_command_keeps_and_plays_what_it_found() {
    let folder = Folder::new("kept-desk");
    let document = path("fixtures/planted/openapi.yaml").display().to_string();
    let some = [Defect::UserNameNumber, Defect::LocationMissing, Defect::DraftShownToOthers];
    let desk = |defects: &[Defect]| Hosted::new(router(defects.iter().copied().collect()));
    let [own, other] = TOKENS.map(|token| format!("token={token}"));
    let key = format!("key={API_KEY}");
    let test = |server: &Hosted, more: &[&str]| {
        let flags = ["test", &document, "--url", &server.url, "--cases", "1", "--quiet"];
        let callers = ["--bearer", &own, "--api-key", &key, "--other-bearer", &other];
        let chosen = ["--include", "GET /users/*", "--include", "tag:drafts"];
        let more = [&["--include", "createTicket"], more].concat();
        run(&folder, &[&flags[..], &callers, &chosen, &more].concat())
    };
    test(&desk(&some), &["--phases", "examples,boundary"]).ends(1);
    let files = folder.list("counterpart.replays");
    let files: Vec<_> = files.iter().map(|name| format!("counterpart.replays/{name}")).collect();
    assert_eq!(files.len(), some.len());
    let texts = || files.iter().map(|file| folder.read(file)).collect::<Vec<_>>();
    assert!(texts().iter().any(|text| text.contains("object_access")));

    let replay = |server: &Hosted| {
        let files: Vec<_> = files.iter().map(String::as_str).collect();
        let callers = ["--bearer", &own, "--api-key", &key, "--other-bearer", &other];
        let flags = ["replay", "--url", &server.url, "--document", &document];
        run(&folder, &[&flags[..], &callers, &files].concat())
    };
    let again = replay(&desk(&some)).ends(1);
    assert_eq!(again.output.matches("it still fails").count(), some.len(), "{}", again.output);
    let never = replay(&desk(&[])).ends(0);
    assert_eq!(never.output.matches("not seen: ").count(), some.len(), "{}", never.output);

    // A run begins with them, and keeps the files of what it does not see.
    test(&desk(&some), &["--phases", "replays"]).ends(1);
    let kept = texts();
    let gone = test(&desk(&[]), &["--phases", "replays"]).ends(0);
    assert_eq!(gone.errors.matches("not seen any more").count(), some.len(), "{}", gone.errors);
    assert_eq!(texts(), kept);
}
