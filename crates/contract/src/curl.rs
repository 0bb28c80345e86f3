//! Calls as a person repeats them: `curl` in a POSIX shell.
//!
//! Owns that the shell sends the bytes that were sent, whatever they are; what a later call takes of an earlier one is carried on in variables, by `jq` where it stands in a body.
//! Secrets become variables that whoever runs the lines has to set; nothing of them is written.
//! What cannot be carried on (a value within a longer text, a body that is no compact JSON) stays as it was in the call.

mod carried;
mod shell;
#[cfg(test)]
mod tests;
mod variables;

use counterpart_exchange::{Request, Secrets, unescaped_form};
use http::Method;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};

use self::carried::Carried;
use self::shell::{Word, needs_printf, printf};
use self::variables::{Extraction, Variables, secret};
use crate::{Edit, Exchanged, Scenario, Shown, Step, Subject};

/// Longer bodies are piped: an argument has a limit (128 KiB on Linux).
const LONGEST_ARGUMENT: usize = 100_000;

/// Writes the calls of a scenario as shell lines, to the URL of the API's root.
pub fn curl(
    subject: &Subject,
    target: &str,
    scenario: &Scenario,
    calls: &[Exchanged],
    secrets: &Secrets,
) -> String {
    let planned = |call: &'_ Exchanged| scenario.steps.get(call.step).is_some();
    let calls: Vec<_> = calls.iter().filter(|call| planned(call)).collect();
    let variables = Variables::plan(subject, scenario, &calls);
    let lines = calls.iter().map(|call| {
        let step = &scenario.steps[call.step];
        let carried = Carried::new(subject, step, &call.request, &variables);
        let line =
            Call { target: call.below.url(target), step, request: &call.request, secrets, carried };
        line.lines(&variables.extraction(call.step))
    });
    lines.collect::<Vec<_>>().join("\n")
}

struct Call<'c> {
    target: &'c str,
    step: &'c Step,
    request: &'c Request,
    secrets: &'c Secrets,
    carried: Carried<'c>,
}

impl Call<'_> {
    /// Writes the call, and how what it gives is kept.
    fn lines(&self, extraction: &Extraction<'_>) -> String {
        let (before, command, after) = extraction.around();
        let (pipe, arguments) = self.arguments();
        [before, &pipe, "curl ", &command, &arguments.join(" \\\n  "), &after].concat()
    }

    /// Gives what is piped into the command, and its arguments: the method with the URL, then one for each line.
    fn arguments(&self) -> (String, Vec<String>) {
        let body = &self.request.body;
        let mut first = String::new();
        let url = self.url();
        match (self.request.method.as_str(), body.is_empty()) {
            ("GET", true) => {}
            // By `--request` the command would wait for a body that never comes.
            ("HEAD", true) => first += "--head ",
            (method, _) => {
                first.extend(["--request ", &Word::text(method).to_string(), " "]);
            }
        }
        // Without these the command changes the path, and takes brackets for a pattern.
        if self.request.path.split('/').any(|segment| matches!(segment, "." | "..")) {
            first += "--path-as-is ";
        }
        if url.contains(b"[]{}") {
            first += "--globoff ";
        }
        first += &url.to_string();
        let mut arguments = vec![first];
        arguments.extend(self.headers().map(|header| format!("--header {header}")));
        let mut pipe = String::new();
        if self.is_piped() {
            pipe = format!("{} | ", printf(body));
            arguments.push("--data-binary @-".to_owned());
        } else if !body.is_empty() {
            let body = self.carried.body().unwrap_or_else(|| Word::bytes(body));
            arguments.push(format!("--data-raw {body}"));
        }
        (pipe, arguments)
    }

    fn is_piped(&self) -> bool {
        let body = &self.request.body;
        needs_printf(body) || body.len() > LONGEST_ARGUMENT
    }

    fn url(&self) -> Word {
        let mut url = Word::text(self.target);
        url.append(self.carried.path());
        for (at, pair) in self.request.query.split('&').enumerate() {
            if self.request.query.is_empty() {
                break;
            }
            url.push(if at == 0 { "?" } else { "&" });
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let key = unescaped_form(name);
            if self.secrets.hides_parameter(&key) && self.step.shown != Shown::Garbage {
                url.push(&format!("{name}="));
                url.variable(&secret(&key, self.step.shown));
            } else if let Some(variable) = self.carried.query(&key) {
                url.push(&format!("{name}="));
                url.variable(variable);
            } else {
                url.push(if value.is_empty() { pair } else { name });
                if !value.is_empty() {
                    url.push("=");
                    url.push(value);
                }
            }
        }
        url
    }

    fn headers(&self) -> impl Iterator<Item = Word> {
        let request = self.request;
        let sent = request.headers.iter().filter(|(name, value)| {
            let own = request.body.len().to_string();
            // The command writes both by itself.
            **name != HOST && !(**name == CONTENT_LENGTH && value.as_bytes() == own.as_bytes())
        });
        let sent = sent.map(|(name, value)| self.header(name.as_str(), value.as_bytes()));
        // The command adds these where it is not told to leave them out.
        let mut absent = Vec::new();
        if !request.body.is_empty() && !request.headers.contains_key(CONTENT_TYPE) {
            absent.push(CONTENT_TYPE);
        }
        let left_out = self.step.edits.iter().filter_map(|edit| match edit {
            Edit::WithoutHeader(name) if [ACCEPT, USER_AGENT].contains(name) => Some(name.clone()),
            _ => None,
        });
        absent.extend(left_out);
        sent.chain(absent.into_iter().map(|name| Word::text(&format!("{name}:"))))
    }

    fn header(&self, name: &str, value: &[u8]) -> Word {
        if value.is_empty() {
            // With a colon it would be left out.
            return Word::text(&format!("{name};"));
        }
        let mut word = Word::text(&format!("{name}: "));
        if self.secrets.hides_header(name) && self.step.shown != Shown::Garbage {
            let scheme = value.iter().position(|byte| *byte == b' ');
            if let Some(at) = scheme.filter(|_| name == "authorization") {
                word.push_bytes(&value[..=at]);
            }
            word.variable(&secret(name, self.step.shown));
        } else if let Some(variable) = self.carried.header(name) {
            word.variable(variable);
        } else {
            word.push_bytes(value);
        }
        word
    }
}

/// Tells whether a method has no body in its answer.
fn is_head(request: &Request) -> bool {
    request.method == Method::HEAD
}
