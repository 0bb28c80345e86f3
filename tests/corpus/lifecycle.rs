//! What is remembered: created, read, listed, changed, deleted, and gone.

mod judge;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use counterpart_exchange::{Contract, MediaRange, Request};
use counterpart_generate::{REFERENCE, Rng, Seed, request};
use counterpart_schema::{Direction, Outlines, Schema};
use counterpart_spec::Pointer;
use counterpart_state::{Answer, Change, Env, Inference, Program, State};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::documents::{Document, Looked, all};
use judge::{is_good, is_missing, named, shows};

/// The laws, in the order of the table.
const LAWS: [&str; 8] = [
    "created",
    "read",
    "shows what was sent",
    "listed",
    "updated",
    "deleted",
    "then gone",
    "no longer listed",
];

/// Prints how often each law held over all documents, and in how many of them something is remembered.
#[expect(clippy::print_stdout, reason = "the table is what is asked for")]
pub(crate) fn print(looked: &BTreeMap<String, Looked>) {
    let told = |law: &str| {
        let counts = looked.values().filter_map(|looked| looked.counts.get(law));
        counts.fold((0, 0), |sum, (held, asked)| (sum.0 + held, sum.1 + asked))
    };
    let remembering = looked.values().filter(|looked| looked.counts.contains_key("operations"));
    let (stateful, operations) = told("operations");
    let mut table = format!(
        "| {} of {} documents | {stateful} of {operations} operations |\n|---|---|\n",
        remembering.count(),
        looked.len(),
    );
    for law in LAWS {
        let (held, asked) = told(law);
        let _ = writeln!(table, "| {law} | {held} of {asked} |");
    }
    println!("{table}");
}

pub(crate) fn look(document: &Document, looked: &mut Looked) {
    let (program, diagnostics) = Program::compile(Arc::clone(&document.spec), Seed(1));
    for diagnostic in diagnostics.iter().filter(|d| d.code.starts_with("E03") || d.code == "W0302")
    {
        looked.wrong.insert(format!("inferred: {diagnostic}"), diagnostic.to_string());
    }
    let inference = program.inference();
    if (all() || document.is_small())
        && let Err(reason) = comes_back(document, inference)
    {
        looked.wrong.insert("overlay".to_owned(), reason);
    }
    looked.seen.insert(String::new());
    let all = document.spec.operations.len();
    if !inference.operations.is_empty() {
        looked.counts.insert("operations", (inference.operations.len(), all));
    }
    let outlines = Outlines::default();
    for (name, resource) in &inference.resources {
        let of = |verb: &str, key: Option<&Value>| {
            let is_it = |said: &Value| {
                said.get(verb).and_then(Value::as_str) == Some(name)
                    && (key.is_none() || said.get("key") == key)
            };
            // The shortest path is the records' own.
            let all = inference.operations.iter().filter(|(_, note)| is_it(&note.value()));
            all.map(|(index, _)| *index)
                .min_by_key(|index| document.spec.operations[*index].path.matches('/').count())
        };
        let (Some(create), Some(read)) = (of("create", None), of("read", None)) else { continue };
        let key = inference.operations[&read].value().get("key").cloned();
        let with = |verb: &str| of(verb, key.as_ref());
        let mut life = Life {
            document,
            program: &program,
            outlines: &outlines,
            state: program.initial(),
            rng: Seed(1).stream(&["lifecycle", name]),
            path: Map::new(),
            schema: Pointer::from_fragment(resource.value()["schema"].as_str().unwrap()).unwrap(),
            key: resource.value()["key"].as_str().unwrap().to_owned(),
            record: Value::Null,
        };
        let rest = Rest {
            list: of("list", None),
            update: with("update").or_else(|| with("replace")),
            delete: with("delete"),
        };
        let place = document.spec.operations[create].pointer.to_string();
        if let Err((law, reason)) = life.live(create, read, &rest, &mut looked.counts) {
            looked.wrong.insert(place.clone(), format!("{law}: {reason}"));
        }
        looked.seen.insert(place);
    }
}

/// Tells whether what was inferred is the same once it was printed and given back as an Overlay.
fn comes_back(document: &Document, inference: &Inference) -> Result<(), String> {
    let overlaid = document.overlaid(inference.to_overlay(&document.spec))?;
    let (program, diagnostics) = Program::compile(Arc::clone(&overlaid.spec), Seed(1));
    if let Some(diagnostic) = diagnostics.iter().find(|d| d.code.starts_with("E03")) {
        return Err(diagnostic.to_string());
    }
    let state = program.initial();
    let names: Vec<_> = program.resources(&state).into_iter().map(|r| r.name).collect();
    let lost: Vec<_> = inference.resources.keys().filter(|name| !names.contains(name)).collect();
    let again: Vec<_> = program.inference().operations.keys().collect();
    match (lost.is_empty(), again.is_empty()) {
        (true, true) => Ok(()),
        _ => Err(format!("lost {lost:?}, inferred again {again:?}")),
    }
}

struct Rest {
    list: Option<usize>,
    update: Option<usize>,
    delete: Option<usize>,
}

struct Life<'d> {
    document: &'d Document,
    program: &'d Program,
    outlines: &'d Outlines,
    state: State,
    rng: Rng,
    /// The parameters that led to where the record was created.
    path: Map<String, Value>,
    /// What the record is shown as.
    schema: Pointer,
    /// The field that identifies it.
    key: String,
    /// The record, as it was created.
    record: Value,
}

type Broken = (&'static str, String);

impl Life<'_> {
    fn live(
        &mut self,
        create: usize,
        read: usize,
        rest: &Rest,
        counts: &mut BTreeMap<&'static str, (usize, usize)>,
    ) -> Result<(), Broken> {
        let mut law = |law: &'static str, held: Result<(), String>| {
            let count = counts.entry(law).or_default();
            count.1 += 1;
            held.map_err(|reason| (law, reason)).inspect(|()| count.0 += 1)
        };
        let (sent, answer, changes) = match self.call(create, None) {
            Ok(done) => done,
            Err(reason) if reason.contains("no value fits the schema") => return Ok(()),
            Err(reason) => return law("created", Err(reason)),
        };
        law("created", is_good(&answer))?;
        let record = changes.iter().rev().find_map(Change::record);
        let Some((_, key, value)) = record else {
            return law("created", Err("nothing was remembered".to_owned()));
        };
        let (key, value) = (key.to_owned(), value.clone());
        let (_, answer, _) = self.call(read, Some(&key)).map_err(|reason| ("read", reason))?;
        law("read", is_good(&answer))?;
        self.record = value.clone();
        let form = self.document.schemas.at(&self.schema).unwrap();
        let path = &self.path;
        let is_kept = |name: &str, value: &Value| {
            let fits = |schema: Schema| schema.is_valid(Direction::Response, value);
            !path.contains_key(name) && form.property(name).is_some_and(fits)
        };
        law("shows what was sent", shows(sent.as_ref(), &value, &answer, is_kept))?;
        if let Some(list) = rest.list {
            let (_, answer, _) = self.call(list, None).map_err(|reason| ("listed", reason))?;
            law("listed", is_good(&answer).and_then(|()| self.lists(&answer, &key, true)))?;
        }
        if let Some(update) = rest.update {
            let done = self.call(update, Some(&key)).map_err(|reason| ("updated", reason))?;
            law("updated", is_good(&done.1))?;
        }
        let Some(delete) = rest.delete else { return Ok(()) };
        let (_, answer, _) = self.call(delete, Some(&key)).map_err(|reason| ("deleted", reason))?;
        law("deleted", is_good(&answer))?;
        let (_, answer, _) = self.call(read, Some(&key)).map_err(|reason| ("then gone", reason))?;
        law("then gone", is_missing(&answer))?;
        if let Some(list) = rest.list {
            let (_, answer, _) = self.call(list, None).map_err(|r| ("no longer listed", r))?;
            law(
                "no longer listed",
                is_good(&answer).and_then(|()| self.lists(&answer, &key, false)),
            )?;
        }
        Ok(())
    }

    /// Tells whether a list has, or has not, the record with a key, where it shows keys.
    fn lists(&self, answer: &Answer, key: &str, wanted: bool) -> Result<(), String> {
        let body: Value = serde_json::from_slice(&answer.body).map_err(|e| e.to_string())?;
        let mut found = Vec::new();
        named(&body, &self.key, &mut found);
        let is_it =
            |value: &&Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned) == key;
        let shows_no_keys = found.is_empty() && (self.key.starts_with('_') || !wanted);
        if found.iter().any(is_it) == wanted || shows_no_keys {
            return Ok(());
        }
        Err(format!("`{key}` in {body}"))
    }

    /// Calls an operation with a generated request: below records that there are, and about the record with a key.
    fn call(
        &mut self,
        index: usize,
        key: Option<&str>,
    ) -> Result<(Option<Value>, Answer, Vec<Change>), String> {
        let document = self.document;
        let contract = Contract::new(&document.spec, &document.schemas, self.outlines, index);
        let mut call = request(&contract, &document.schemas, &mut self.rng, REFERENCE)
            .map_err(|error| format!("no request: {error}"))?;
        let operation = contract.operation();
        call.values.path = self.program.lead(&self.state, index, &call.values.path);
        // All calls of a life go through the same parents.
        for (name, value) in &self.path {
            call.values.path.insert(name.clone(), value.clone());
        }
        self.path.clone_from(&call.values.path);
        let said = self.program.inference().operations[&index].value();
        let values = &mut call.values;
        let typed = |name: &str, value: &str| document.typed(operation, name, value);
        if said.get("list").is_some() {
            values.query.retain(|name, _| {
                operation.parameters.iter().any(|p| p.name == *name && p.required)
            });
            // Filters that must be there, or are by default, ask for what the record says.
            for (field, condition) in said["where"].as_object().into_iter().flatten() {
                let text = condition.as_str().or_else(|| condition.get("in")?.as_str());
                let name = text.and_then(|text| text.strip_prefix("=query.")?.split(' ').next());
                if let (Some(name), Some(value)) = (name, self.record.get(field))
                    && !value.is_array()
                    && !value.is_null()
                {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    let candidates = [typed(name, &text), Value::Array(vec![text.into()])];
                    let fits = |value: &Value| document.admits(operation, name, value);
                    let fitting = candidates.into_iter().find(fits);
                    values.query.extend(fitting.map(|value| (name.to_owned(), value)));
                }
            }
        }
        if let Some(size) = said["page"]["size"].as_str().and_then(|s| s.strip_prefix("=query.")) {
            let many = [100, 50, 20, 10].map(Value::from);
            let fitting = many.into_iter().find(|many| document.admits(operation, size, many));
            values.query.extend(fitting.map(|many| (size.to_owned(), many)));
        }
        if let Some(key) = key {
            let place = said.get("key").and_then(Value::as_str).unwrap_or_default();
            set(values, place, |name| typed(name, key));
        }
        let media_type = call.request.header("content-type").and_then(MediaRange::parse);
        let sent: Request = contract
            .encode(&call.values, media_type.as_ref())
            .map_err(|error| format!("not written: {error} {:?}", call.values.path))?;
        let env: Arc<dyn Env> = Arc::new(World);
        let (changes, answer) = self.program.step(&self.state, &sent, &env);
        self.state.apply(&changes);
        Ok((call.values.body, answer, changes))
    }
}

/// Puts a key where an expression such as `=path.id` or `=path['pet-id']` reads it.
fn set(values: &mut counterpart_exchange::Decoded, place: &str, key: impl Fn(&str) -> Value) {
    // What stands for the caller comes after it.
    let place = place.split_once(" if ").map_or(place, |(place, _)| place);
    let name = place.split_once(['.', '[']).map_or("", |(_, name)| name);
    let name = name.trim_start_matches('\'').trim_end_matches(['\'', ']']).to_owned();
    let part = if place.starts_with("=path") {
        &mut values.path
    } else if place.starts_with("=query") {
        &mut values.query
    } else {
        match &mut values.body {
            Some(Value::Object(body)) => body,
            _ => return,
        }
    };
    let value = key(&name);
    part.insert(name, value);
}

#[derive(Debug)]
struct World;

impl Env for World {
    fn now(&self) -> Timestamp {
        REFERENCE
    }

    fn uuid(&self) -> String {
        "7d0bb3f1-1c3a-4a3e-8a59-0c6a3f0c1d2e".to_owned()
    }

    fn fake(&self, kind: &str) -> Option<Value> {
        counterpart_generate::fake(kind, &mut Seed(1).stream(&["world"]), REFERENCE)
    }
}
