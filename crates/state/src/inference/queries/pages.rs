//! Parameters that choose the page of a list: by number, by offset, or by the key of a record.

use counterpart_schema::{Outline, Type};
use counterpart_spec::Parameter;
use serde_json::{Map, Value, json};

use super::Query;
use super::lexicon::{AFTER, AROUND, BEFORE, CURSORS, NUMBERS, OFFSETS, SIZES};
use crate::inference::collections::is_scalar;
use crate::inference::note::Note;
use crate::inference::resources::operand;
use crate::inference::words::plain;

/// A page has so many records where callers cannot say.
const PAGE: usize = 20;

/// How the wording goes on after the number of the first page: `0-based`.
const BASED: [&str; 4] = ["-based", " based", "-indexed", " indexed"];
/// How the wording goes before it: `starting at 0`.
const BEGINS: [&str; 6] = ["start", "starts", "starting", "begin", "begins", "beginning"];
const WHERE: [&str; 3] = ["at", "with", "from"];

/// Words in the description of a parameter that means a moment, not a record.
const MOMENTS: [&str; 4] = ["date", "time", "unix", "epoch"];

impl Query<'_> {
    /// Takes the parameters that choose a page out of those that are left, and says what they do.
    pub(super) fn pages(&self, left: &mut Vec<&Parameter>, note: &mut Note) {
        let is_number =
            |form: &Outline| form.types().admits(Type::Integer) || form.types().is_any();
        let is_page = |form: &Outline| is_number(form) || form.types().admits(Type::String);
        let size = self.take(left, &SIZES, is_number);
        let number = self.take(left, &NUMBERS, is_page);
        let offset = self.take(left, &OFFSETS, is_number);
        let counted = number.or(offset).is_some();
        // Beside a number, only what plainly asks for the records after one is a key.
        let around = self.key_of_record(left, &AROUND, true);
        let paired = around.is_some() || left.iter().any(|p| self.is_key(p, &BEFORE, true));
        let after = if counted {
            self.key_of_record(left, &AFTER, paired)
        } else {
            self.take(left, &CURSORS, is_cursor)
        };
        let before = self.key_of_record(left, &BEFORE, after.or(around).is_some());
        let ways = [
            ("number", number),
            ("offset", offset.filter(|_| number.is_none())),
            ("after", after),
            ("before", before),
            ("around", around),
        ];
        if ways.iter().all(|(_, parameter)| parameter.is_none()) && size.is_none() {
            return;
        }
        let of = |parameter: &Parameter| format!("={}", operand("query", &parameter.name));
        let size_value = size.map_or_else(|| json!(PAGE), |size| of(size).into());
        let mut page = Map::from_iter([("size".to_owned(), size_value)]);
        let mut names: Vec<_> = size.into_iter().map(|size| format!("`{}`", size.name)).collect();
        for (way, parameter) in ways {
            let Some(parameter) = parameter else { continue };
            page.insert(way.to_owned(), of(parameter).into());
            if way == "number" && self.counts_from_zero(parameter) {
                page.insert("first".to_owned(), json!(0));
            }
            names.push(format!("`{}`", parameter.name));
        }
        note.say("page", Value::Object(page), &format!("pages by {}", names.join(" and ")));
    }

    /// Takes a parameter that means the key of a record out of those that are left.
    fn key_of_record<'p>(
        &self,
        left: &mut Vec<&'p Parameter>,
        names: &[&str],
        paired: bool,
    ) -> Option<&'p Parameter> {
        let at = left.iter().position(|parameter| self.is_key(parameter, names, paired))?;
        Some(left.remove(at))
    }

    /// Tells whether a parameter with one of some names means the key of a record, and no moment; `paired` tells whether others do, too.
    fn is_key(&self, parameter: &Parameter, names: &[&str], paired: bool) -> bool {
        let name = plain(&parameter.name);
        if !names.contains(&name.as_str()) || !self.form(parameter).is_none_or(|f| is_cursor(&f)) {
            return false;
        }
        let told = self.reading.description(parameter);
        let mut words = told.split(|c: char| !c.is_alphanumeric());
        let is_told = paired || words.any(|word| ["id", "ids", "cursor"].contains(&word));
        let is_plain = ["id", "cursor", "startingafter", "endingbefore"];
        !MOMENTS.iter().any(|word| told.contains(word))
            && (is_told || is_plain.iter().any(|end| name.ends_with(end)))
    }

    /// Decides what the first page is called: by the default, else the description, else bounds and examples.
    fn counts_from_zero(&self, parameter: &Parameter) -> bool {
        let form = self.form(parameter);
        let says = |key: &str| form.as_ref()?.schema().annotation(key)?.as_i64();
        if let Some(default) = says("default") {
            return default == 0;
        }
        let told = self.reading.description(parameter);
        let told = told.replace("zero", "0").replace("one", "1");
        if let Some(first) = ["0", "1"].into_iter().find(|number| says_first(&told, number)) {
            return first == "0";
        }
        let minimum = says("minimum");
        let examples = parameter.examples.iter().map(|example| &example.value);
        let own = form.as_ref().map(|form| form.schema().examples()).unwrap_or_default();
        let mut examples = examples.chain(own);
        minimum == Some(0) || minimum.is_none() && examples.any(|example| *example == json!(0))
    }
}

/// Tells whether a description says that the first page has this number.
fn says_first(told: &str, number: &str) -> bool {
    let mut begins = BEGINS.iter().flat_map(|begins| WHERE.map(|at| (begins, at)));
    BASED.iter().any(|based| told.contains(&format!("{number}{based}")))
        || begins.any(|(begins, at)| told.contains(&format!("{begins} {at} {number}")))
        || told.contains(&format!("first page is {number}"))
}

fn is_cursor(form: &Outline) -> bool {
    let format = form.schema().annotation("format").and_then(Value::as_str);
    is_scalar(form) && !matches!(format, Some("date" | "date-time"))
}
