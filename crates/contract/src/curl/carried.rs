//! Which places of a request hold what came from an earlier answer.

use counterpart_exchange::{Request, unescaped_form};
use counterpart_spec::{Location, Piece, Template};
use serde_json::Value;

use super::shell::Word;
use super::variables::Variables;
use crate::{Slot, Step, Subject};

/// The places of one request, with the variables that stand there.
#[derive(Debug)]
pub(super) struct Carried<'c> {
    request: &'c Request,
    path: Template,
    places: Vec<(&'c Slot, &'c str)>,
}

impl<'c> Carried<'c> {
    pub(super) fn new(
        subject: &Subject,
        step: &'c Step,
        request: &'c Request,
        variables: &'c Variables,
    ) -> Self {
        let places = step.binds.iter().filter_map(|bind| {
            let encoded = is_encoded(subject, step, request, &bind.slot)?;
            Some((&bind.slot, variables.of(bind, encoded)?))
        });
        Self { request, path: template(subject, step), places: places.collect() }
    }

    /// Writes the path.
    pub(super) fn path(&self) -> Word {
        let mut word = Word::text("");
        for (at, segment) in self.request.path.split('/').enumerate() {
            if at > 0 {
                word.push("/");
            }
            let name =
                at.checked_sub(1).and_then(|at| self.path.segments.get(at)).and_then(|s| whole(s));
            match name.and_then(|name| self.parameter(Location::Path, name)) {
                Some(variable) => word.variable(variable),
                None => word.push(segment),
            }
        }
        word
    }

    /// Gives the variable of a parameter of the query, by its name once decoded.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.parameter(Location::Query, name)
    }

    /// Gives the variable of a header, by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.parameter(Location::Header, name)
    }

    fn parameter(&self, location: Location, name: &str) -> Option<&'c str> {
        let is_it =
            |slot: &Slot| matches!(slot, Slot::Parameter(l, n) if *l == location && n == name);
        self.places.iter().find(|(slot, _)| is_it(slot)).map(|(_, variable)| *variable)
    }

    /// Writes the body; `None` where it holds nothing that is carried on.
    pub(super) fn body(&self) -> Option<Word> {
        let mut body: Value = serde_json::from_slice(&self.request.body).ok()?;
        let mut marks = Vec::new();
        for (slot, variable) in &self.places {
            let Slot::Body(pointer) = slot else { continue };
            let Some(value) = body.pointer_mut(pointer.as_str()) else { continue };
            let quote = if value.is_string() { "\"" } else { "" };
            // A character that nobody uses (Unicode §23.5) marks the place.
            let mark = format!("\u{e000}{}\u{e000}", marks.len());
            *value = Value::String(mark.clone());
            marks.push((format!("\"{mark}\""), quote, *variable));
        }
        if marks.is_empty() {
            return None;
        }
        let text = body.to_string();
        let mut rest = text.as_str();
        let mut word = Word::text("");
        // The places may stand in another order than they are listed in.
        while let Some((at, (mark, quote, variable))) = first(rest, &marks) {
            word.push(&rest[..at]);
            word.push(quote);
            word.variable(variable);
            word.push(quote);
            rest = &rest[at + mark.len()..];
        }
        word.push(rest);
        Some(word)
    }
}

type Mark<'m> = (String, &'static str, &'m str);

fn first<'m, 'c>(text: &str, marks: &'m [Mark<'c>]) -> Option<(usize, &'m Mark<'c>)> {
    let found = marks.iter().filter_map(|mark| Some((text.find(&mark.0)?, mark)));
    found.min_by_key(|(at, _)| *at)
}

/// Tells whether a value that was bound is percent-encoded where it stands in a request; `None` where it is not all of a segment, parameter, header or value.
pub(super) fn is_encoded(
    subject: &Subject,
    step: &Step,
    request: &Request,
    slot: &Slot,
) -> Option<bool> {
    match slot {
        Slot::Parameter(Location::Path, name) => {
            let path = template(subject, step);
            let is_it = |segment: &Vec<Piece>| whole(segment) == Some(name);
            let at = path.segments.iter().position(is_it)?;
            Some(request.path.split('/').nth(at + 1)?.contains('%'))
        }
        Slot::Parameter(Location::Query, name) => {
            let pairs = request.query.split('&').filter_map(|pair| pair.split_once('='));
            let mut values = pairs.filter(|(key, _)| unescaped_form(key) == *name);
            let (_, value) = values.next()?;
            values.next().is_none().then(|| value.contains('%'))
        }
        Slot::Parameter(Location::Header, name) => {
            (request.headers.get_all(name).iter().count() == 1).then_some(false)
        }
        Slot::Parameter(..) => None,
        Slot::Body(pointer) => {
            let body: Value = serde_json::from_slice(&request.body).ok()?;
            let value = pointer.resolve(&body)?;
            let is_simple = value.is_string() || value.is_number();
            // Else it would not be written back as it was sent.
            (is_simple && body.to_string().as_bytes() == request.body).then_some(false)
        }
    }
}

/// Reads the path of the operation; one with parameters of several segments says nothing of where the others stand.
fn template(subject: &Subject, step: &Step) -> Template {
    let path = subject.operations().get(step.operation).map_or("", |operation| &operation.path);
    let template = Template::parse(path);
    let is_many = |piece: &Piece| matches!(piece, Piece::Parameter { many: true, .. });
    if template.segments.iter().flatten().any(is_many) { Template::parse("") } else { template }
}

/// Names the parameter that is all of a segment.
fn whole(segment: &[Piece]) -> Option<&String> {
    match segment {
        [Piece::Parameter { name, .. }] => Some(name),
        _ => None,
    }
}
