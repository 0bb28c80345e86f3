//! The variables that carry values from call to call, and how each is taken out of an answer.

use counterpart_exchange::{RuntimeExpression, Source as Part};
use counterpart_spec::Pointer;
use serde_json::Value;

use super::carried::is_encoded;
use super::is_head;
use crate::{Bind, Exchanged, Scenario, Shown, Slot, Source, Subject};

/// All variables of some calls.
#[derive(Debug, Default)]
pub(super) struct Variables(Vec<Variable>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Variable {
    name: String,
    /// The call whose answer has it.
    step: usize,
    from: From,
    /// It stands in a URL, where what it holds has to be encoded.
    encoded: bool,
}

/// Where in an answer a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum From {
    Body(Pointer),
    Header(String),
    /// The last segment of the path in the `Location`.
    Located,
}

/// What is kept of one answer.
#[derive(Debug)]
pub(super) struct Extraction<'v>(Vec<&'v Variable>);

impl Variables {
    /// Names what each call takes from those before it.
    pub(super) fn plan(subject: &Subject, scenario: &Scenario, calls: &[&Exchanged]) -> Self {
        let mut variables = Self::default();
        for call in calls {
            let step = &scenario.steps[call.step];
            for bind in &step.binds {
                let earlier = calls.iter().find(|earlier| earlier.step == bind.step);
                // An answer to `HEAD` has no body, and one header of an answer is kept at most.
                let Some(from) = from(&bind.source).filter(|from| {
                    earlier.is_some_and(|call| !is_head(&call.request))
                        && !variables.clash(bind, from)
                }) else {
                    continue;
                };
                if let Some(encoded) = is_encoded(subject, step, &call.request, &bind.slot) {
                    variables.add(bind, from, encoded);
                }
            }
        }
        variables
    }

    fn clash(&self, bind: &Bind, from: &From) -> bool {
        let header = |from: &From| match from {
            From::Body(_) => None,
            From::Header(name) => Some(name.to_ascii_lowercase()),
            From::Located => Some("location".to_owned()),
        };
        let own = header(from);
        own.is_some()
            && self.0.iter().any(|v| {
                v.step == bind.step && header(&v.from).is_some_and(|name| Some(name) != own)
            })
    }

    fn add(&mut self, bind: &Bind, from: From, encoded: bool) {
        let known =
            self.0.iter().any(|v| v.step == bind.step && v.from == from && v.encoded == encoded);
        if known {
            return;
        }
        let base = match &bind.slot {
            Slot::Parameter(_, key) => named(key),
            Slot::Body(pointer) => named(&pointer.last().unwrap_or_default()),
        };
        let mut name = base.clone();
        let mut number = 1;
        while self.0.iter().any(|variable| variable.name == name) {
            number += 1;
            name = format!("{base}_{number}");
        }
        self.0.push(Variable { name, step: bind.step, from, encoded });
    }

    /// Gives the variable that holds what a call takes, where it can be carried on.
    pub(super) fn of(&self, bind: &Bind, encoded: bool) -> Option<&str> {
        let from = from(&bind.source)?;
        let found = self.0.iter().find(|variable| {
            variable.step == bind.step && variable.from == from && variable.encoded == encoded
        });
        found.map(|variable| variable.name.as_str())
    }

    /// Lists what is kept of the answer to a call.
    pub(super) fn extraction(&self, step: usize) -> Extraction<'_> {
        Extraction(self.0.iter().filter(|variable| variable.step == step).collect())
    }
}

fn from(source: &Source) -> Option<From> {
    Some(match source {
        Source::Expression(RuntimeExpression::Response(Part::Body(pointer))) => {
            From::Body(pointer.clone())
        }
        // Names may have quotes and braces (RFC 9110 §5.6.2), which the option has no escape for.
        Source::Expression(RuntimeExpression::Response(Part::Header(name)))
            if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') =>
        {
            From::Header(name.clone())
        }
        Source::Located(_) => From::Located,
        // What was sent is sent again.
        Source::Expression(_) => return None,
    })
}

impl Extraction<'_> {
    /// Gives what stands before the command, its options, and what stands after it.
    pub(super) fn around(&self) -> (&'static str, String, String) {
        let header = self.0.iter().find_map(|variable| variable.header());
        let bodies = self.0.iter().any(|variable| matches!(variable.from, From::Body(_)));
        match (header, bodies) {
            (None, false) => ("", "--include ".to_owned(), String::new()),
            (header, true) => {
                let write = header.map(|name| format!("--write-out '\\n%header{{{name}}}' "));
                let options = format!("--silent {}", write.unwrap_or_default());
                ("answer=$(", options, format!(")\n{}", self.lines(header.is_some())))
            }
            (Some(name), false) => {
                let options =
                    format!("--silent --output /dev/null --write-out '%header{{{name}}}' ");
                ("answer=$(", options, format!(")\n{}", self.lines(false)))
            }
        }
    }

    /// Takes the variables out of the answer, whose last line is a header where it is both.
    fn lines(&self, both: bool) -> String {
        let lines = self.0.iter().map(|variable| {
            let encode = if variable.encoded { " | @uri" } else { "" };
            let name = &variable.name;
            let answer = "printf '%s\\n' \"$answer\"";
            match &variable.from {
                From::Body(pointer) => {
                    let body = if both { " | sed '$d'" } else { "" };
                    let filter = format!("{}{encode}", filter(pointer)).replace('\'', r"'\''");
                    format!("{name}=$({answer}{body} | jq -r '{filter}')")
                }
                From::Header(_) => format!("{name}=$({answer} | tail -n 1)"),
                From::Located => {
                    format!("{name}=$({answer} | tail -n 1 | sed 's/[?#].*//; s/.*[/]//')")
                }
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Variable {
    fn header(&self) -> Option<&str> {
        match &self.from {
            From::Body(_) => None,
            From::Header(name) => Some(name),
            From::Located => Some("location"),
        }
    }
}

/// Writes a pointer as `jq` does: `.items[0].id`.
fn filter(pointer: &Pointer) -> String {
    let mut text = String::new();
    for token in pointer.tokens() {
        let is_name = token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let dot = if is_name || text.is_empty() { "." } else { "" };
        // A key of digits is an index: what is bound stands in lists more often than under numbers.
        let key = match token.parse::<usize>() {
            _ if is_name => token.into_owned(),
            Ok(index) => format!("[{index}]"),
            Err(_) => format!("[{}]", Value::from(&*token)),
        };
        text.extend([dot, &key]);
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

/// Makes a name of a variable: letters, digits and underscores, none of which the shell has already.
fn named(text: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = text.chars().map(letter).collect();
    match name.chars().next() {
        Some(first) if !first.is_ascii_digit() => {}
        _ => return format!("value{name}"),
    }
    // In capitals it might be one of the environment; `answer` is the one that holds answers.
    let name = name.to_ascii_lowercase();
    if name == "answer" { "answer_value".to_owned() } else { name }
}

/// Names the variable that stands for a secret: `$TOKEN`, `$X_API_KEY`.
pub(super) fn secret(name: &str, shown: Shown) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name = match name {
        "authorization" | "proxy-authorization" | "access_token" => "TOKEN".to_owned(),
        name => name.chars().map(upper).collect::<String>(),
    };
    let name =
        if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name };
    if shown == Shown::Other { format!("OTHER_{name}") } else { name }
}
