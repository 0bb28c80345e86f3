//! The envelope: the template of an answer, read off its response schema.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_schema::{Additional, Direction, Outline, Type};
use counterpart_spec::Pointer;

use super::roles::{ended, expression, holds_links, holds_pages, role};
use crate::expression::{Fields, Template};
use crate::language::{Page, Verb};

/// Envelopes nest at most this deep around their records (`{data: {threads: […]}}`).
const MAX_DEPTH: usize = 4;

/// The properties that one envelope may have in all; real ones have a dozen.
const MAX_PROPERTIES: usize = 500;

/// Reads the template off the form of a response; `resource` are the forms of a record, `page` how a list is paged, `each` that there is a result for each of several. `None` where nothing is said of the body.
pub(crate) fn envelope(
    form: Option<&Arc<Outline>>,
    resource: &[Arc<Outline>],
    page: Option<&Page>,
    (verb, each): (Verb, bool),
) -> Option<Template> {
    let Some(form) = form else {
        return match verb {
            Verb::List => Some(expression("items")),
            Verb::None | Verb::Delete => None,
            _ => Some(expression("item")),
        };
    };
    let (seen, left) = (RefCell::default(), Cell::new(MAX_PROPERTIES));
    let reader = Reader { resource, page, verb, each, seen, left };
    Some(reader.slot(form, 0).unwrap_or_else(|| match verb {
        // A response that shows no record of the resource is still the record's, fitted.
        Verb::List if form.types().admits(Type::Array) => expression("items"),
        Verb::None | Verb::Delete => reader.filled(form, (0, false), None),
        _ if reader.is_strange(form) => reader.filled(form, (0, false), None),
        _ => expression("item"),
    }))
}

struct Reader<'r> {
    resource: &'r [Arc<Outline>],
    page: Option<&'r Page>,
    verb: Verb,
    /// Whether there is a result for each element of a batch.
    each: bool,
    /// Where the records were looked for already: schemas refer to each other in many ways.
    seen: RefCell<BTreeSet<Pointer>>,
    left: Cell<usize>,
}

impl Reader<'_> {
    /// Finds the way to the records; `None` when the form does not hold any.
    fn slot(&self, form: &Arc<Outline>, depth: usize) -> Option<Template> {
        let pointer = form.schema().pointer();
        if depth > MAX_DEPTH || !self.seen.borrow_mut().insert(pointer.clone()) {
            return None;
        }
        if self.is_record(form) {
            return Some(expression("item"));
        }
        if let Some(items) = form.items()
            && self.is_record(&items)
        {
            return Some(match self.verb {
                Verb::List => expression("items"),
                _ if self.each => expression("results"),
                _ => Template::Array(vec![expression("item")]),
            });
        }
        let mut properties = form.properties();
        let (name, slot) =
            properties.find_map(|(name, form)| Some((name, self.slot(&form, depth + 1)?)))?;
        Some(self.filled(form, (depth, false), Some((name, &slot))))
    }

    /// Tells whether less than half of what a form declares is a record's.
    fn is_strange(&self, form: &Outline) -> bool {
        let Some(own) = self.resource.first() else { return false };
        let (shared, strange): (Vec<_>, Vec<_>) =
            form.properties().partition(|(name, _)| own.declares(name));
        shared.len() < strange.len()
    }

    fn is_record(&self, form: &Outline) -> bool {
        self.resource.iter().any(|known| known.schema() == form.schema())
    }

    /// Fills in the properties around the slot: by role, by constant, and if they are required by an example or a generated value; `among` tells whether they stand among links.
    fn filled(
        &self,
        form: &Arc<Outline>,
        (depth, among): (usize, bool),
        slot: Option<(&str, &Template)>,
    ) -> Template {
        let mut fields = Vec::new();
        for (name, property) in form.properties() {
            let Some(left) = self.left.get().checked_sub(1) else { break };
            self.left.set(left);
            let template = match &slot {
                Some((slot_name, slot)) if *slot_name == name => Some((*slot).clone()),
                _ if self.verb == Verb::List
                    && depth < MAX_DEPTH
                    && holds_links(name, &property) =>
                {
                    Some(self.filled(&property, (depth + 1, true), None))
                }
                _ if self.verb == Verb::List
                    && self.page.is_some()
                    && depth < MAX_DEPTH
                    && holds_pages(name, &property, self.page) =>
                {
                    Some(self.filled(&property, (depth + 1, false), None))
                }
                _ => {
                    let required = form.required().iter().any(|r| r == name);
                    let ended = || ended(name, &property, self.page).filter(|_| required && !among);
                    constant(&property)
                        .or_else(ended)
                        .or_else(|| role(name, &property, among, self.page))
                        .or_else(|| self.needed(&property, depth, required))
                }
            };
            fields.extend(template.map(|template| (name.to_owned(), template)));
        }
        Template::Object(Fields(fields))
    }

    fn needed(&self, form: &Arc<Outline>, depth: usize, required: bool) -> Option<Template> {
        if !required {
            return None;
        }
        let schema = form.schema();
        let example =
            schema.examples().into_iter().find(|v| schema.is_valid(Direction::Response, v));
        if let Some(example) = example {
            return Some(Template::Literal(example.clone()));
        }
        let open = !matches!(schema.additional(), Additional::Undeclared | Additional::Closed);
        if form.types().admits(Type::Object) && !open && depth < MAX_DEPTH {
            return Some(self.filled(form, (depth + 1, false), None));
        }
        let mut rng =
            counterpart_generate::Seed(0).stream(&["envelope", schema.pointer().as_str()]);
        let moment = jiff::Timestamp::UNIX_EPOCH;
        let value = counterpart_generate::sample(schema, Direction::Response, &mut rng, moment);
        value.ok().map(Template::Literal)
    }
}

fn constant(form: &Outline) -> Option<Template> {
    form.schema().constant().cloned().map(Template::Literal)
}
