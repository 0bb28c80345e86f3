//! Where an answer shows records: read off the template that the mock would write it by.

use std::sync::Arc;

use counterpart_schema::Outline;
use counterpart_spec::Pointer;

use super::super::{Behaviour, Program};
use crate::answer::may_count_the_page;
use crate::expression::{Fields, Template};
use crate::language::Verb;

/// Where an answer of success shows what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Showing {
    /// One record.
    pub item: Option<Pointer>,
    /// An array of records.
    pub items: Option<Pointer>,
    /// The field of a shown record that has its key; `None` where it is not shown.
    pub key: Option<String>,
    /// The key of the one record, where it stands by itself or in the record.
    pub key_at: Option<Pointer>,
    /// How many records match.
    pub total: Option<Pointer>,
    /// How many records match, or how many are shown: the document does not say which.
    pub tally: Option<Pointer>,
    /// How many records are shown.
    pub count: Option<Pointer>,
    /// Whether there is another page.
    pub more: Option<Pointer>,
    /// Whether this is the last page.
    pub last: Option<Pointer>,
    /// What asks for the next page.
    pub next: Option<Pointer>,
    /// Where the next page is: a URL, or an object that has it.
    pub next_link: Option<Pointer>,
    /// Whether records are shown as they are remembered, not as something made of them.
    pub is_plain: bool,
}

impl Showing {
    pub(super) fn of(program: &Program, behaviour: &Behaviour, key: &str) -> Self {
        let Some(does) = &behaviour.does else { return Self::default() };
        let mut showing = Self { is_plain: does.clauses.select.is_none(), ..Self::default() };
        let Some((template, form)) = behaviour.usual_template(program) else { return showing };
        showing.read(template, &Pointer::root(), key);
        // What a person wrote means what it says.
        if does.clauses.respond.is_some() {
            showing.total = showing.total.or(showing.tally.take());
        }
        if does.clauses.each.is_some() || does.verb == Verb::None {
            (showing.item, showing.items) = (None, None);
        }
        showing.key = match &does.clauses.select {
            Some(Template::Object(Fields(fields))) => fields.iter().find_map(|(name, template)| {
                is_lookup(template, &format!("item.{key}")).then(|| name.clone())
            }),
            Some(_) => None,
            None => Some(key.to_owned()),
        };
        let at = match (&showing.item, &showing.items) {
            (Some(item), _) => form.and_then(|form| below(form, item)),
            (None, Some(items)) => form.and_then(|form| below(form, items)?.items()),
            (None, None) => None,
        };
        let shows = |name: &String| at.as_ref().is_none_or(|form| form.declares(name));
        showing.key = showing.key.filter(shows);
        let in_item = showing.item.as_ref().zip(showing.key.as_ref());
        let in_item = in_item.map(|(item, key)| item.join(key.as_str()));
        showing.key_at = showing.key_at.or(in_item);
        showing
    }

    /// Walks a template; what stands in more than one place is taken from the first.
    fn read(&mut self, template: &Template, at: &Pointer, key: &str) {
        match template {
            Template::Literal(_) => {}
            Template::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.read(element, &at.join(index), key);
                }
            }
            Template::Object(Fields(fields)) => {
                for (name, template) in fields {
                    let at = at.join(name);
                    if is_lookup(template, "total") && may_count_the_page(name) {
                        self.tally.get_or_insert(at);
                    } else {
                        self.read(template, &at, key);
                    }
                }
            }
            Template::Expression(expression) => {
                let place = match expression.text() {
                    "item" => &mut self.item,
                    "items" => &mut self.items,
                    "total" => &mut self.total,
                    "items | length" => &mut self.count,
                    "more" => &mut self.more,
                    "not more" => &mut self.last,
                    text if text == format!("item.{key}") => &mut self.key_at,
                    text if text.starts_with("next") => &mut self.next,
                    text if is_next_link(text) => &mut self.next_link,
                    _ => return,
                };
                place.get_or_insert_with(|| at.clone());
            }
        }
    }
}

/// Tells whether an expression writes where the next page is, as envelopes have it.
fn is_next_link(text: &str) -> bool {
    text.starts_with("links.next") || text.starts_with("{'href': links.next")
}

fn is_lookup(template: &Template, text: &str) -> bool {
    matches!(template, Template::Expression(expression) if expression.text() == text)
}

/// Finds the form of what stands at a place.
fn below(form: &Arc<Outline>, at: &Pointer) -> Option<Arc<Outline>> {
    at.tokens().try_fold(Arc::clone(form), |form, token| match form.property(&token) {
        Some(property) => Some(property),
        None => form.items(),
    })
}
