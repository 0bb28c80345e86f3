//! The records that a document shows itself: in the examples of the answers that show them, and in those of their schema.

use std::collections::BTreeSet;

use counterpart_schema::Direction;
use serde_json::{Map, Value};

use super::resource::Resource;
use super::{Behaviour, Program};
use crate::expression::Template;
use crate::language::Verb;
use crate::store::text;

/// More examples than that no resource starts with.
const MAX_SHOWN: usize = 1000;

impl Program {
    /// Lists the records of a resource that the document shows and that fit its schema, each key once: where that is asked for, of answers with one record and of lists; of the schema.
    pub(super) fn shown<'p>(&self, resource: &'p Resource) -> &'p [Map<String, Value>] {
        resource.shown.get_or_init(|| {
            let Some(form) = resource.form() else { return Vec::new() };
            let schema = form.schema();
            let verbs: &[Verb] =
                if resource.seeds.examples { &[Verb::Read, Verb::List] } else { &[] };
            let answered = verbs.iter().flat_map(|verb| {
                let behaviours = self.operations.iter();
                let showing = behaviours.filter(move |behaviour| {
                    let does = behaviour.does.as_ref();
                    does.is_some_and(|does| does.verb == *verb && does.resource == resource.name)
                });
                showing.flat_map(|behaviour| self.shown_by(behaviour))
            });
            let mut keys = BTreeSet::new();
            let all = answered.chain(schema.examples());
            let fitting = all.filter(|value| schema.is_valid(Direction::Response, value));
            let records = fitting.filter_map(Value::as_object).filter(|record| {
                record.get(&resource.key).is_none_or(|key| keys.insert(text(key).to_string()))
            });
            records.take(MAX_SHOWN).cloned().collect()
        })
    }

    /// Lists the records in the examples of an operation's usual answer.
    fn shown_by<'p>(&'p self, behaviour: &'p Behaviour) -> Vec<&'p Value> {
        let status = behaviour.usual_status(self);
        let response = behaviour.contract.operation().response(status);
        let media = behaviour.reply(self, status).map_or(&[][..], |reply| &reply.media);
        let mut records = Vec::new();
        for (media, template) in media.iter().zip(behaviour.templates(self)) {
            let (Some(response), Some(template)) = (response, template) else { continue };
            for example in &media.declared(response).examples {
                collect(template, &example.value, &mut records);
            }
        }
        records
    }
}

/// Collects what stands in a value where a template has its records.
fn collect<'v>(template: &Template, value: &'v Value, records: &mut Vec<&'v Value>) {
    match (template, value) {
        (Template::Expression(expression), value) if expression.is("item") => records.push(value),
        (Template::Expression(expression), Value::Array(values)) if expression.is("items") => {
            records.extend(values);
        }
        (Template::Array(elements), Value::Array(values)) => {
            for (element, value) in elements.iter().cycle().zip(values) {
                collect(element, value, records);
            }
        }
        (Template::Object(fields), Value::Object(values)) => {
            for (name, field) in &fields.0 {
                if let Some(value) = values.get(name) {
                    collect(field, value, records);
                }
            }
        }
        _ => {}
    }
}
