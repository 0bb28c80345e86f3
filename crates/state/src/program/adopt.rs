//! A state under another program: what a document remembers when it has changed.

use std::fmt;
use std::sync::Arc;

use counterpart_generate::{REFERENCE, Seed};
use serde_json::Value;

use super::outside::judge;
use super::resource::Resource;
use super::{Outside, Program};
use crate::answer::completed;
use crate::store::{Row, Table, Text};
use crate::{Change, State};

/// What became of the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adopted {
    /// How many were kept, of parts that somebody wrote to.
    pub kept: usize,
    /// Of each resource that lost some: how many, and why the first of them.
    pub dropped: Vec<Dropped>,
    /// The resources that are new, or split or identified otherwise than before: they start as they are seeded.
    pub started: Vec<String>,
}

/// Records that are no longer what their schema allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The resource.
    pub resource: String,
    /// How many.
    pub count: usize,
    /// Why the first of them.
    pub reason: String,
}

/// Shows `2 records of pets dropped: the record breaks its schema: …`.
impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resource, count, reason } = self;
        let records = if *count == 1 { "record" } else { "records" };
        write!(f, "{count} {records} of {resource} dropped: {reason}")
    }
}

impl Program {
    /// Takes over what another program remembers: a resource of the same name, key and parts keeps its records, as far as they fit its schema.
    ///
    /// A part that nobody wrote to is seeded anew, as its seeds may have changed.
    pub fn adopt(&self, old: &Self, state: &State) -> (State, Adopted) {
        let mut adopted = Adopted::default();
        let mut taken = self.initial();
        for (index, resource) in self.resources.iter().enumerate() {
            let before = old.resources.iter().position(|known| known.name == resource.name);
            let Some(before) = before.filter(|before| alike(resource, &old.resources[*before]))
            else {
                adopted.started.push(resource.name.clone());
                continue;
            };
            let mut lost: Option<Dropped> = None;
            for (part, table) in state.parts(before).filter(|(_, table)| !table.is_pristine()) {
                let mut kept = Table::default();
                for row in table.rows() {
                    let forms = Arc::clone(&resource.forms);
                    let row = Row::new(row.number, Arc::clone(&row.key), row.fields(), forms);
                    match fitting(resource, row) {
                        Ok(row) => kept.put(row),
                        Err(reason) => {
                            let name = resource.name.clone();
                            let first =
                                || Dropped { resource: name, count: 0, reason: reason.to_string() };
                            lost.get_or_insert_with(first).count += 1;
                        }
                    }
                }
                // Keys that were used are not used again.
                kept.skip_to(table.next_key());
                kept.seeds(table.first_made());
                adopted.kept += kept.len();
                let (part, table) = (Text::clone(part), Box::new(kept));
                taken.apply_one(&Change::Open { resource: index, part, table });
            }
            adopted.dropped.extend(lost);
        }
        // Identifiers are made from it: those that were given must not be given again.
        let version = state.version().max(taken.version()) + 1;
        (taken.counted(version, state.writes()), adopted)
    }
}

/// Holds a record to its schema; one that is only missing something is completed.
fn fitting(resource: &Resource, row: Arc<Row>) -> Result<Arc<Row>, Outside> {
    match judge(&row) {
        Ok(()) => Ok(row),
        Err(Outside::Invalid(all)) if all.iter().all(|v| v.keyword == "required") => {
            let row = whole(resource, row);
            judge(&row).map(|()| row)
        }
        Err(reason) => Err(reason),
    }
}

/// Gives a record what its schema demands of it besides.
fn whole(resource: &Resource, row: Arc<Row>) -> Arc<Row> {
    let Some(form) = row.form() else { return row };
    let mut rng = Seed(0).stream(&["adopt", &resource.name, &row.key]);
    let completed = completed(form.schema(), &row.value, &mut rng, REFERENCE);
    let mut fields = row.fields();
    if let Some(Value::Object(more)) = completed {
        for (name, value) in more {
            fields.entry(name).or_insert(value);
        }
    }
    Row::new(row.number, Arc::clone(&row.key), fields, Arc::clone(&resource.forms))
}

/// Tells whether records of one are identified and split as those of the other.
fn alike(one: &Resource, other: &Resource) -> bool {
    let names = |resource: &Resource| {
        let names = resource.partition.0.iter().map(|(name, _)| name.clone());
        names.collect::<Vec<_>>()
    };
    one.key == other.key && names(one) == names(other)
}

#[cfg(test)]
mod tests {
    use counterpart_exchange::Request;
    use counterpart_generate::Seed;
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;
    use crate::Env;

    #[derive(Debug)]
    struct Still;

    impl Env for Still {
        fn now(&self) -> Timestamp {
            counterpart_generate::REFERENCE
        }

        fn fake(&self, _: &str) -> Option<Value> {
            None
        }
    }

    /// Makes a program whose notes have this `x-state` and this schema of their text.
    fn program(resources: &str, text: &str) -> Program {
        let document = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nx-state: {resources}\npaths:\n  /notes:\n    get: {{x-state: list notes, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Note'}}}}}}}}}}}}}}\n    post: {{x-state: create notes, requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}, responses: {{'201': {{description: d}}}}}}\ncomponents:\n  schemas:\n    Note: {{type: object, required: [id, text], properties: {{id: {{type: integer}}, text: {text}}}}}\n"
        );
        let loaded = counterpart_spec::load("t.yaml", document.into()).unwrap();
        let (program, diagnostics) = Program::compile(loaded.spec, Seed(1));
        assert_eq!(diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
        program
    }

    fn send(program: &Program, state: &mut State, method: &str, body: &Value) -> Value {
        let request = Request {
            method: method.parse().unwrap(),
            path: "/notes".into(),
            body: body.to_string().into(),
            ..Request::default()
        };
        let env: Arc<dyn Env> = Arc::new(Still);
        let (changes, answer) = program.step(state, &request, &env);
        state.apply(&changes);
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    const NOTES: &str = "{notes: {schema: '#/components/schemas/Note', new: {id: =seq}, seed: {records: [{id: 1, text: seeded}]}}}";

    #[test]
    fn records_that_still_fit_are_kept() {
        let old = program(NOTES, "{type: string}");
        let mut state = old.initial();
        for text in ["short", "much too long", "also too long"] {
            send(&old, &mut state, "POST", &json!({"text": text}));
        }
        let new = program(NOTES, "{type: string, maxLength: 6}");
        let (mut state, adopted) = new.adopt(&old, &state);
        let reason = &adopted.dropped[0].to_string();
        assert!(
            reason.starts_with(
                "2 records of notes dropped: the record breaks its schema: body /text"
            ),
            "{reason}"
        );
        assert_eq!((adopted.kept, adopted.started.len()), (2, 0));
        let shown = send(&new, &mut state, "GET", &Value::Null);
        assert_eq!(shown, json!([{"id": 1, "text": "seeded"}, {"id": 2, "text": "short"}]));
        // The keys of dropped records are not given again.
        send(&new, &mut state, "POST", &json!({"text": "next"}));
        assert_eq!(send(&new, &mut state, "GET", &Value::Null)[2]["id"], 5);
    }

    #[test]
    fn what_nobody_wrote_to_is_seeded_anew() {
        let old = program(NOTES, "{type: string}");
        let state = old.initial();
        let seeds = NOTES.replace("seeded", "other");
        let new = program(&seeds, "{type: string}");
        let (mut taken, adopted) = new.adopt(&old, &state);
        assert_eq!(adopted, Adopted::default());
        assert_eq!(
            send(&new, &mut taken, "GET", &Value::Null),
            json!([{"id": 1, "text": "other"}])
        );
        assert!(taken.version() > state.version());
    }

    #[test]
    fn another_key_is_another_resource() {
        let old = program(NOTES, "{type: string}");
        let mut state = old.initial();
        send(&old, &mut state, "POST", &json!({"text": "mine"}));
        let other = NOTES.replace("{schema", "{key: text, schema");
        let new = program(&other, "{type: string}");
        let (mut taken, adopted) = new.adopt(&old, &state);
        assert_eq!(adopted.started, ["notes"]);
        let shown = send(&new, &mut taken, "GET", &Value::Null);
        assert_eq!(shown, json!([{"id": 1, "text": "seeded"}]));
    }
}
