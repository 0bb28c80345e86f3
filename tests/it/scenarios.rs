//! Runs the literate scenarios: `tests/scenarios/*.md`, prose with requests and the answers they get.
//!
//! The first block says what is served: a `yaml scenario` names documents of the project, a `yaml spec` is the document itself.

use serde_json::Value;

use crate::support::{Bindings, Served, files, matches, read};

#[test]
fn scenarios_hold() {
    let scenarios = files("tests/scenarios", ".md");
    let failures: Vec<_> = scenarios.iter().filter_map(|path| run(path).err()).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
    assert!(scenarios.len() > 4, "{scenarios:?}");
}

/// A fenced block: its line, what it says it is, and its text.
struct Block {
    line: usize,
    kind: String,
    text: String,
}

fn run(path: &str) -> Result<(), String> {
    let mut blocks = blocks(&read(path)).into_iter();
    let served = match blocks.next() {
        Some(block) if block.kind == "yaml scenario" => serve(&block),
        Some(block) if block.kind == "yaml spec" => Served::text(&block.text),
        _ => {
            return Err(format!(
                "{path}: the first block is no `yaml scenario` and no `yaml spec`"
            ));
        }
    };
    let mut names = Bindings::new();
    let mut exchanges = 0;
    while let Some(block) = blocks.next() {
        if block.kind != "http request" {
            continue;
        }
        let at = |message: String| format!("{path}:{}: {message}", block.line);
        let expected = blocks.next().filter(|next| next.kind == "http response");
        let expected = expected.ok_or_else(|| at("a request without its response".into()))?;
        exchange(&served, &filled(&block.text, &names), &expected.text, &mut names).map_err(at)?;
        exchanges += 1;
    }
    if exchanges == 0 { Err(format!("{path}: no request")) } else { Ok(()) }
}

fn serve(block: &Block) -> Served {
    let head = counterpart_spec::read_tree("scenario", block.text.clone().into()).unwrap();
    let text = |key: &str| head[key].as_str().map(str::to_owned);
    let documents: Vec<_> = head["documents"].as_array().unwrap().iter().collect();
    let documents: Vec<_> = documents.into_iter().filter_map(Value::as_str).collect();
    let seed = head["seed"].as_u64().unwrap_or(1);
    Served::with(&documents, seed, &text("clock").unwrap_or("2025-01-15T10:00:00Z".into()))
}

/// Puts what the names stand for into a request.
fn filled(text: &str, names: &Bindings) -> String {
    names.iter().fold(text.to_owned(), |text, (name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.replace(&format!("{{{{{name}}}}}"), &value)
    })
}

fn exchange(
    served: &Served,
    sent: &str,
    expected: &str,
    names: &mut Bindings,
) -> Result<(), String> {
    let reply = served.send(sent);
    let (head, body) = expected.split_once("\n\n").unwrap_or((expected, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').next()).unwrap_or_default();
    if status != reply.status.to_string() {
        return Err(format!("expected {status}, got {} {}", reply.status, reply.text));
    }
    for line in lines {
        let (name, value) = line.split_once(':').ok_or("a header without a colon")?;
        let got = reply.header(&name.to_ascii_lowercase());
        if got != Some(value.trim()) {
            return Err(format!("expected `{line}`, got {got:?}"));
        }
    }
    if body.trim().is_empty() {
        return Ok(());
    }
    let pattern = serde_json::from_str(body).map_err(|error| format!("the answer: {error}"))?;
    matches(&pattern, &reply.body, names).map_err(|why| format!("{why}\ngot: {}", reply.text))
}

fn blocks(text: &str) -> Vec<Block> {
    let (mut out, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    for (index, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) => {
                let kind = kind.trim().to_owned();
                open = Some(Block { line: index + 1, kind, text: String::new() });
            }
            (Some(_), Some("")) => out.extend(open.take()),
            (Some(block), _) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    out
}
