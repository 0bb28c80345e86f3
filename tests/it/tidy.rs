//! The rules of the repository, as tests: each failure lists every offender.
//!
//! Reads the project's own files and nothing else; what the compiler and clippy can say is left to them.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::support::{files, path, read};

/// Longer files hold more than one idea.
const MAX_LINES: usize = 700;

/// The command that tests everything; `README.md` and `.ci/run` both give it.
const TEST_COMMAND: &str = "cargo test --workspace";

/// What each crate of ours may link; `mock` and `contract` never see each other, and nobody but `xtask` needs `apis`.
const MAY_LINK: [(&str, &[&str]); 15] = [
    ("spec", &[]),
    ("files", &["spec"]),
    ("schema", &["spec"]),
    ("exchange", &["spec", "schema"]),
    ("client", &["exchange"]),
    ("generate", &["spec", "schema", "exchange"]),
    ("check", &["spec", "schema", "exchange", "generate"]),
    ("state", &["spec", "schema", "exchange", "generate"]),
    ("mock", &["spec", "files", "schema", "exchange", "client", "generate", "state"]),
    ("contract", &["spec", "files", "schema", "exchange", "client", "generate", "state"]),
    ("report", &["spec", "schema", "exchange", "generate", "state", "contract"]),
    (
        "cli",
        &[
            "spec", "files", "schema", "exchange", "client", "generate", "check", "state", "mock",
            "contract", "report",
        ],
    ),
    ("apis", &[]),
    ("fixtures/planted", &[]),
    ("xtask", &["apis"]),
];

#[test]
fn files_are_short() {
    let mut offenders = Vec::new();
    for file in shipped() {
        let lines = code(&read(&file)).len();
        if lines > MAX_LINES {
            offenders.push(format!("{file}: {lines} lines"));
        }
    }
    none(&offenders, format!("files over {MAX_LINES} lines; split them"));
}

#[test]
fn crates_point_one_way() {
    let mut offenders = Vec::new();
    for folder in members() {
        let name = folder.trim_start_matches("crates/");
        let Some((_, allowed)) = MAY_LINK.iter().find(|(known, _)| *known == name) else {
            offenders.push(format!("{folder}: no row in `MAY_LINK` says what it may link"));
            continue;
        };
        let linked = linked(&read(&format!("{folder}/Cargo.toml")));
        let wrong = linked.into_iter().filter(|linked| !allowed.contains(&linked.as_str()));
        offenders.extend(wrong.map(|linked| format!("{folder} links `{linked}`")));
    }
    none(&offenders, "dependencies against the direction of ARCHITECTURE.md");
}

#[test]
fn only_the_command_line_prints() {
    let macros = ["println!(", "print!(", "eprintln!(", "eprint!(", "dbg!("];
    let commands = ["crates/cli/", "fixtures/planted/src/main.rs", "xtask/"];
    let may = |file: &str| commands.iter().any(|start| file.starts_with(start));
    let silent = shipped().into_iter().filter(|file| !may(file));
    let prints = |line: &str| macros.iter().any(|name| line.contains(name));
    none(lines_that(silent, prints), "prints outside `cli` and the commands of developers");
}

#[test]
fn lints_are_expected_not_allowed() {
    let wanted = [concat!("#[", "allow"), concat!("#![", "allow")];
    let allows = |line: &str| wanted.iter().any(|start| line.contains(start));
    none(lines_that(rust(), allows), "write `#[expect(…, reason = \"…\")]` instead");
}

#[test]
fn no_test_is_ignored() {
    let ignores = |line: &str| line.contains(concat!("#[", "ignore"));
    none(lines_that(rust(), ignores), "tests that never run; fix or delete them");
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let left = |line: &str| marks.iter().any(|mark| line.contains(mark));
    let all = rust().into_iter().chain(markdown()).chain(manifests());
    none(lines_that(all, left), "marks of unfinished work; do it, or open an issue");
}

#[test]
fn the_changelog_has_this_version() {
    let manifest = read("Cargo.toml");
    let package = section(&manifest, "[workspace.package]");
    let version = package.iter().find_map(|line| line.strip_prefix("version = "));
    let version = version.expect("the workspace has a version").trim_matches('"');
    let heading = format!("## [{version}]");
    let has = read("CHANGELOG.md").lines().any(|line| line.starts_with(&heading));
    assert!(has, "CHANGELOG.md has no section `{heading}`");
}

#[test]
fn links_lead_somewhere() {
    let mut offenders = Vec::new();
    for file in markdown() {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in links(&read(&file)) {
            if !path(folder).join(&target).exists() {
                offenders.push(format!("{file}: `{target}`"));
            }
        }
    }
    none(&offenders, "links to files that do not exist");
}

#[test]
fn every_diagnostic_is_documented() {
    let mut used = BTreeSet::new();
    for file in shipped().iter().filter(|file| file.starts_with("crates/")) {
        used.extend(code(&read(file)).into_iter().flat_map(codes));
    }
    let guide = read("docs/diagnostics.md");
    let rows: Vec<_> = guide.lines().filter_map(documented).collect();
    let known: BTreeSet<_> = rows.iter().cloned().collect();
    assert!(!used.is_empty(), "no code was found in crates/: has their spelling changed?");
    none(used.difference(&known), "codes without a row in docs/diagnostics.md");
    none(known.difference(&used), "rows of docs/diagnostics.md whose code is not used");
    assert_eq!(rows.len(), known.len(), "docs/diagnostics.md explains a code twice");
}

#[test]
fn members_are_set_up_alike() {
    let mut offenders = Vec::new();
    for folder in members() {
        let manifest = read(&format!("{folder}/Cargo.toml"));
        if !section(&manifest, "[lints]").contains(&"workspace = true") {
            offenders.push(format!("{folder}: Cargo.toml does not take the workspace's lints"));
        }
        let source = format!("{folder}/src");
        if !path(&source).is_dir() || files(&source, ".rs").is_empty() {
            offenders.push(format!("{folder}: no file in src"));
        }
    }
    none(&offenders, "members of the workspace that are not like the others");
}

#[test]
fn continuous_integration_runs_the_documented_tests() {
    let readme = read("README.md");
    let documented = readme.lines().map(|line| line.trim_start_matches("$ ").trim());
    let documented = documented.filter(|line| line.starts_with(TEST_COMMAND)).collect::<Vec<_>>();
    let script = read(".ci/run");
    let last = script.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    let last = last.strip_prefix("exec ").unwrap_or(last);
    assert!(last.starts_with(TEST_COMMAND), ".ci/run ends in `{last}`, not in `{TEST_COMMAND}`");
    assert!(documented.contains(&last), "README.md gives {documented:?}, .ci/run runs `{last}`");
}

/// Fails with every offender.
#[track_caller]
fn none(offenders: impl IntoIterator<Item = impl Display>, rule: impl Display) {
    let offenders: Vec<_> = offenders.into_iter().map(|o| format!("  {o}")).collect();
    assert!(offenders.is_empty(), "{rule}:\n{}", offenders.join("\n"));
}

/// Lists the lines of code or prose that break a rule, as `file:line: text`.
fn lines_that(
    files: impl IntoIterator<Item = String>,
    breaks: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut offenders = Vec::new();
    for file in files {
        for (index, line) in read(&file).lines().enumerate() {
            let comment = is_of(&file, "rs") && line.trim_start().starts_with("//");
            // A comment may quote what code must not hold; what it says itself counts.
            let line = if comment { line.split('`').step_by(2).collect() } else { line.to_owned() };
            if breaks(&line) {
                offenders.push(format!("{file}:{}: {}", index + 1, line.trim()));
            }
        }
    }
    offenders
}

/// Lists the folders of the workspace's members.
fn members() -> Vec<String> {
    let manifests = files("crates", "/Cargo.toml").into_iter();
    let folder = |manifest: String| manifest.trim_end_matches("/Cargo.toml").to_owned();
    let others = ["fixtures/planted", "xtask"].map(str::to_owned);
    manifests.map(folder).chain(others).collect()
}

fn manifests() -> Vec<String> {
    let own = ["Cargo.toml".to_owned()].into_iter();
    own.chain(members().into_iter().map(|folder| format!("{folder}/Cargo.toml"))).collect()
}

/// Lists the sources that are not tests.
fn shipped() -> Vec<String> {
    let mut sources: Vec<_> = ["crates", "fixtures", "src", "xtask"]
        .iter()
        .flat_map(|folder| files(folder, ".rs"))
        .collect();
    sources.retain(|file| !file.ends_with("/tests.rs") && !file.contains("/tests/"));
    sources
}

fn rust() -> Vec<String> {
    let folders = ["crates", "fixtures", "src", "tests", "xtask"];
    folders.iter().flat_map(|folder| files(folder, ".rs")).collect()
}

fn markdown() -> Vec<String> {
    let root = std::fs::read_dir(path("")).expect("the project is there");
    let names = root.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let own = names.filter(|name| is_of(name, "md"));
    let folders = ["crates", "docs", "fixtures", "openapi", "tests", "xtask"];
    own.chain(folders.iter().flat_map(|folder| files(folder, ".md"))).collect()
}

fn is_of(file: &str, kind: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, ending)| ending == kind)
}

/// Takes the unit tests off a source: the module at its end.
fn code(source: &str) -> Vec<&str> {
    let tests = source.find("#[cfg(test)]\nmod tests {").unwrap_or(source.len());
    source[..tests].lines().collect()
}

/// Gives the lines of a section of a manifest.
fn section<'m>(manifest: &'m str, header: &str) -> Vec<&'m str> {
    let after = manifest.lines().skip_while(|line| line.trim() != header).skip(1);
    after.take_while(|line| !line.starts_with('[')).map(str::trim).collect()
}

/// Lists the crates of ours that a manifest links, also for tests and builds; `spec` for `counterpart-spec`.
fn linked(manifest: &str) -> BTreeSet<String> {
    let mut linked = BTreeSet::new();
    let mut links = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            links = line.contains("dependencies");
        }
        if links {
            let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let ours = words.filter_map(|word| word.strip_prefix("counterpart-"));
            linked.extend(ours.map(str::to_owned));
        }
    }
    linked
}

/// Lists the relative targets of Markdown links, without their fragments; code blocks hold none.
fn links(text: &str) -> Vec<String> {
    let mut targets = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        let ends = line.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
        let relative = ends.filter(|target| !target.is_empty() && !target.contains(':'));
        targets.extend(relative.map(str::to_owned));
    }
    targets
}

/// Lists the diagnostic codes that stand as literals in a line of code.
fn codes(line: &str) -> Vec<String> {
    line.split('"').skip(1).step_by(2).filter(|text| is_code(text)).map(str::to_owned).collect()
}

/// Reads the code that a row of the guide explains: ``| `E0001` | …``.
fn documented(row: &str) -> Option<String> {
    let code = row.strip_prefix("| `")?.split('`').next()?;
    is_code(code).then(|| code.to_owned())
}

fn is_code(text: &str) -> bool {
    text.len() == 5
        && text.starts_with(['E', 'W'])
        && text.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}
