//! The envelope: the template of an answer, read off its response schema.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_schema::{Additional, Direction, Outline, Type};
use counterpart_spec::Pointer;

use crate::expression::{Expression, Fields, Template};
use crate::inference::plain;
use crate::language::Verb;

/// Envelopes nest at most this deep around their records (`{data: {threads: […]}}`).
const MAX_DEPTH: usize = 4;

/// The properties that one envelope may have in all; real ones have a dozen.
const MAX_PROPERTIES: usize = 500;

/// What a property of an envelope says, by its name in lower case without separators; and what it says where no pager is used but a value is wanted.
const ROLES: [(&[&str], &str, &str); 12] = [
    (
        &[
            "total",
            "totalcount",
            "count",
            "totalitems",
            "totalresults",
            "totalrecords",
            "totalelements",
        ],
        "total",
        "total",
    ),
    (&["numberofelements", "returned", "resultcount"], "items | length", "items | length"),
    (&["more", "hasmore", "hasnext", "hasnextpage", "ismore", "moreavailable"], "more", "more"),
    (
        &[
            "next",
            "nextcursor",
            "iterator",
            "nextpagetoken",
            "nexttoken",
            "nextpage",
            "cursor",
            "endcursor",
            "nextoffset",
            "continuation",
        ],
        "next",
        "next if next is not none",
    ),
    (&["islast", "islastpage", "done"], "not more", "not more"),
    (&["firstid", "startcursor"], "first", "first if first is not none"),
    (&["lastid"], "last", "last if last is not none"),
    (
        &["hasprevious", "hasprev", "haspreviouspage", "hasprevpage"],
        "page is not none and page > 1",
        "page is not none and page > 1",
    ),
    (
        &["offset", "skip", "startindex"],
        "(page - 1) * size if page is not none else 0",
        "(page - 1) * size if page is not none else 0",
    ),
    (&["page", "currentpage", "pagenumber"], "page", "page if page is not none else 1"),
    (
        &["pages", "totalpages", "lastpage", "pagecount"],
        "pages",
        "pages if pages is not none else 1",
    ),
    (&["limit", "perpage", "pagesize", "size"], "size", "size if size is not none else total"),
];

/// Reads the template off the form of a response; `resource` are the forms of a record, `each` that there is a result for each of several. `None` where nothing is said of the body.
pub(crate) fn envelope(
    form: Option<&Arc<Outline>>,
    resource: &[Arc<Outline>],
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
    let reader = Reader { resource, verb, each, seen, left };
    Some(reader.slot(form, 0).unwrap_or_else(|| match verb {
        // A response that shows no record of the resource is still the record's, fitted.
        Verb::List if form.types().admits(Type::Array) => expression("items"),
        Verb::None | Verb::Delete => reader.filled(form, 0, None),
        _ if reader.is_strange(form) => reader.filled(form, 0, None),
        _ => expression("item"),
    }))
}

struct Reader<'r> {
    resource: &'r [Arc<Outline>],
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
        Some(self.filled(form, depth, Some((name, &slot))))
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

    /// Fills in the properties around the slot: by role, by constant, and if they are required by an example or a generated value.
    fn filled(
        &self,
        form: &Arc<Outline>,
        depth: usize,
        slot: Option<(&str, &Template)>,
    ) -> Template {
        let mut fields = Vec::new();
        for (name, property) in form.properties() {
            let Some(left) = self.left.get().checked_sub(1) else { break };
            self.left.set(left);
            let template = match &slot {
                Some((slot_name, slot)) if *slot_name == name => Some((*slot).clone()),
                _ => constant(&property).or_else(|| role(name, &property)).or_else(|| {
                    self.needed(&property, depth, form.required().iter().any(|r| r == name))
                }),
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
            return Some(self.filled(form, depth + 1, None));
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

fn role(name: &str, form: &Outline) -> Option<Template> {
    let types = form.types();
    if types.single().is_some_and(|ty| matches!(ty, Type::Object | Type::Array)) {
        return None;
    }
    let name = plain(name);
    let (_, plain, wanted) = ROLES.iter().find(|(names, ..)| names.contains(&name.as_str()))?;
    // Where the next page is, only a request could say.
    if form.schema().annotation("format").is_some_and(|format| format == "uri") {
        return types.is_nullable().then(|| Template::Literal(serde_json::Value::Null));
    }
    Some(expression(if form.types().is_nullable() { plain } else { wanted }))
}

/// Gives what a header says of a list, by its name in lower case: `x-total-count`, `x-next-page`, `pagination-limit`.
pub(super) fn counted(name: &str) -> Option<Expression> {
    let name = name.strip_prefix("x-").unwrap_or(name);
    let name = name.strip_prefix("pagination-").unwrap_or(name);
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let told = match name.as_str() {
        "nextpage" => "page + 1 if page and page < pages",
        "prevpage" | "previouspage" => "page - 1 if page and page > 1",
        name => ROLES.iter().find(|(names, ..)| names.contains(&name))?.2,
    };
    Some(Expression::compile(told).expect("the expressions of headers are our own"))
}

fn expression(text: &str) -> Template {
    Template::Expression(
        Expression::compile(text).expect("the expressions of envelopes are our own"),
    )
}
