//! Values of a declared response that say what is wrong: the fields that are there for it are filled in, whatever the schema is.

use counterpart_exchange::{Site, Violation};
use counterpart_schema::{Direction, Outline, Type};
use serde_json::{Map, Value};

use super::apt::{choice, words, words_of};
use crate::inference::plain;
use crate::language::Kind;

/// Errors lie at most this deep in what is wrapped around them.
const MAX_DEPTH: usize = 2;

/// What a refusal has to say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speech<'s> {
    pub(crate) status: u16,
    /// One sentence.
    pub(crate) detail: &'s str,
    /// What says the kind of the failure, the plainest first.
    pub(crate) words: &'s [&'s str],
    pub(crate) violations: &'s [Violation],
    /// Whether the value was generated: then it lists errors that nobody made.
    pub(crate) invented: bool,
}

/// The names, in lower case without separators, of fields that hold a sentence.
const SENTENCES: [&str; 9] = [
    "message",
    "detail",
    "error",
    "description",
    "title",
    "errormessage",
    "errordescription",
    "msg",
    "reason",
];
/// Of fields that hold the status.
pub(super) const STATUSES: [&str; 5] =
    ["code", "status", "statuscode", "httpstatus", "httpstatuscode"];
/// Of lists with an element for each violation.
const LISTS: [&str; 8] = [
    "errors",
    "violations",
    "details",
    "detail",
    "issues",
    "invalidparams",
    "fielderrors",
    "validationerrors",
];
/// Of fields that name what is wrong.
const FIELDS: [&str; 13] = [
    "field",
    "key",
    "name",
    "loc",
    "location",
    "path",
    "property",
    "propertypath",
    "param",
    "parameter",
    "pointer",
    "source",
    "fieldname",
];
/// Of fields that name the rule.
const RULES: [&str; 5] = ["keyword", "code", "type", "rule", "constraint"];

impl Speech<'_> {
    /// Lets a value speak; the schema decides whether it still fits.
    pub(crate) fn fill(&self, form: &Outline, value: &mut Value, with_list: bool) {
        self.object(form, value, with_list, 0);
    }

    fn object(&self, form: &Outline, value: &mut Value, with_list: bool, depth: usize) {
        let Some(fields) = value.as_object_mut() else { return };
        for (name, field) in fields.iter_mut() {
            let property = form.property(name);
            let plain = plain(name);
            if let (Value::Object(_), "error", Some(form)) = (&field, plain.as_str(), &property)
                && depth < MAX_DEPTH
            {
                self.object(form, field, with_list, depth + 1);
            }
            // A field that is one of a few words keeps its word.
            let fits = |said: &Value| {
                let schema = property.as_ref().map(|property| property.schema());
                schema.is_none_or(|schema| schema.is_valid(Direction::Response, said))
            };
            let code = || choice(property.as_ref()?, Some(&*field), self.words).cloned();
            if let Some(said) = self.word(&plain, field).filter(fits).or_else(code) {
                *field = said;
            }
        }
        if with_list && !self.violations.is_empty() {
            self.list(form, fields);
        } else if with_list && self.invented {
            let is_list = |name: &str, value: &Value| {
                value.is_array() && LISTS.contains(&plain(name).as_str())
            };
            let needed = |name: &String| form.required().contains(name);
            fields.retain(|name, value| !is_list(name, value) || needed(name));
        }
        if self.violations.is_empty() {
            self.first(form, fields, with_list, depth);
        }
    }

    /// Lets the first element of each list of errors speak, and leaves out the others: there is one thing to say.
    fn first(
        &self,
        form: &Outline,
        fields: &mut Map<String, Value>,
        with_list: bool,
        depth: usize,
    ) {
        if depth >= MAX_DEPTH {
            return;
        }
        for (name, value) in fields.iter_mut() {
            let Some(list) = value.as_array_mut().filter(|_| LISTS.contains(&&*plain(name))) else {
                continue;
            };
            list.truncate(1);
            let items = form.property(name).and_then(|property| property.items());
            match list.first_mut().zip(items) {
                Some((Value::String(text), _)) => self.detail.clone_into(text),
                Some((element, items)) => self.object(&items, element, with_list, depth + 1),
                None => {}
            }
        }
    }

    /// Gives what a field says, by its name in lower case without separators.
    fn word(&self, name: &str, field: &Value) -> Option<Value> {
        let is_status =
            |text: &String| text.parse::<u16>().is_ok_and(|status| (400..600).contains(&status));
        match field {
            Value::String(_) if SENTENCES.contains(&name) => Some(self.detail.into()),
            Value::String(text) if STATUSES.contains(&name) && is_status(text) => {
                Some(self.status.to_string().into())
            }
            Value::Number(_) if STATUSES.contains(&name) => Some(self.status.into()),
            _ => None,
        }
    }

    /// Lists the violations where there is a place for it.
    fn list(&self, form: &Outline, fields: &mut Map<String, Value>) {
        for (name, property) in form.properties() {
            let items = property.items().filter(|_| LISTS.contains(&plain(name).as_str()));
            let Some(items) = items else { continue };
            let model = fields.get(name).and_then(|list| list.get(0)).cloned();
            let element = |violation| element(&items, model.as_ref(), violation);
            let list: Option<Vec<_>> = self.violations.iter().map(element).collect();
            if let Some(list) = list {
                fields.insert(name.to_owned(), Value::Array(list));
            }
        }
    }
}

/// Says one violation as an element of a list: a sentence, or an object with a field that has one.
fn element(form: &Outline, model: Option<&Value>, violation: &Violation) -> Option<Value> {
    if form.types().single() == Some(Type::String) {
        return Some(violation.to_string().into());
    }
    let mut fields: Map<String, Value> =
        model.and_then(Value::as_object).cloned().unwrap_or_default();
    let mut speaks = false;
    for (name, property) in form.properties() {
        let plain = plain(name);
        let admits = |wanted| property.types().admits(wanted);
        if SENTENCES.contains(&plain.as_str()) && admits(Type::String) {
            fields.insert(name.to_owned(), violation.message.clone().into());
            speaks = true;
        } else if FIELDS.contains(&plain.as_str()) && admits(Type::String) {
            let said =
                if plain == "pointer" { violation.pointer.to_string() } else { violation.field() };
            fields.insert(name.to_owned(), said.into());
        } else if FIELDS.contains(&plain.as_str()) && admits(Type::Array) {
            fields.insert(name.to_owned(), steps(violation));
        } else if RULES.contains(&plain.as_str()) && property.schema().annotation("enum").is_some()
        {
            let words = [words_of(&violation.keyword), words(Kind::Invalid)].concat();
            fields.extend(
                choice(&property, fields.get(name), &words)
                    .map(|said| (name.to_owned(), said.clone())),
            );
        } else if RULES.contains(&plain.as_str()) && admits(Type::String) {
            fields.insert(name.to_owned(), violation.keyword.clone().into());
        }
    }
    speaks.then_some(Value::Object(fields))
}

/// Names the way to what is wrong: `["body", "tags", 0]`.
fn steps(violation: &Violation) -> Value {
    let mut steps = match &violation.site {
        Site::Parameter(location, name) => {
            vec![Value::from(location.as_str()), Value::from(name.as_str())]
        }
        _ => vec![Value::from("body")],
    };
    steps.extend(violation.pointer.tokens().map(|token| match token.parse::<usize>() {
        Ok(index) => Value::from(index),
        Err(_) => Value::from(token.into_owned()),
    }));
    steps.extend(violation.property.clone().map(Value::from));
    Value::Array(steps)
}
