//! What an operation is for: what of a request names which record, and what it asks of a list.

use counterpart_spec::{Location, Pointer};
use serde_json::Value;

use super::super::{Behaviour, Program};
use super::{Model, Showing};
use crate::expression::{Expression, Template};
use crate::inference::{Step, shape, steps};
use crate::language::{self, Clauses, Filter, Operation, Shows, Test, Verb};

/// What an operation does to the records of a resource, and where a request says to which.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Role {
    /// What it does.
    pub verb: Verb,
    /// The resource, by its index; `None` for [`Verb::None`].
    pub resource: Option<usize>,
    /// Whether the document itself says so, of the operation, or describes the records (`schema` in the root `x-state`); else it was inferred.
    pub is_declared: bool,
    /// Whether the document says of the operation itself what it does.
    pub is_said: bool,
    /// What of the request names records that there have to be, outermost first.
    pub names: Vec<Naming>,
    /// What of the request names the record that it is about.
    pub key: Option<Naming>,
    /// Whether it runs once for each of several.
    pub is_batch: bool,
    /// Whether a list shows one item for several records.
    pub is_grouped: bool,
    /// Whether it is about exactly one record of which the request says nothing: `/users/{id}/settings`.
    pub is_single: bool,
    /// Where its answer shows records.
    pub showing: Showing,
    /// The parameters that each ask for records with its value in a field.
    pub filters: Vec<(Location, String, String)>,
    /// The parameters of pages and order.
    pub paging: Paging,
    /// Whether its answer shows records as they were before its effects.
    pub answers_before: bool,
    /// The resources that it writes besides, by its effects.
    pub effects: Vec<usize>,
    /// The fields that it sets besides what the body says, where the document names them.
    pub sets: Vec<String>,
    /// Whether what it writes is what the body says.
    pub writes_body: bool,
}

/// A part of a request that names a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Where it stands: a parameter by location and key, or, in the body, a pointer.
    pub place: Result<(Location, String), Pointer>,
    /// The resource.
    pub resource: usize,
}

/// The parameters of a list that say which part of it is asked for, each by location and key.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    /// How many records a page has.
    pub size: Option<(Location, String)>,
    /// Which page.
    pub number: Option<(Location, String)>,
    /// How many records are left out before it.
    pub offset: Option<(Location, String)>,
    /// The key of the record before it.
    pub after: Option<(Location, String)>,
    /// By which field it is sorted.
    pub sort: Option<(Location, String)>,
    /// In which direction.
    pub order: Option<(Location, String)>,
    /// Whether pages are spoken of at all.
    pub is_paged: bool,
}

impl Model {
    /// Says what each operation is for; `None` where nothing is said of what it remembers.
    pub fn roles(&self) -> Vec<Option<Role>> {
        let program = &self.worlds[0];
        let keyed = program.keyed();
        let behaviours = program.behaviours().iter().enumerate();
        behaviours.map(|(index, behaviour)| role(program, &keyed, index, behaviour)).collect()
    }

    /// Lists the fields of a resource's records that hold the key of another's, and of which.
    pub fn refers(&self, resource: usize) -> &[(String, usize)] {
        &self.worlds[0].resources[resource].refers
    }

    /// Tells whether the document itself says what a field of a new record is (`new` in the root `x-state`); what is inferred there is a guess.
    pub fn gives(&self, resource: usize, field: &str) -> bool {
        let program = &self.worlds[0];
        let new = described(program, &program.resources[resource].name, "new");
        new.is_some_and(|new| new.get(field).is_some())
    }
}

impl Program {
    /// Lists the places of single records, as paths are compared, and the resource that stands there.
    fn keyed(&self) -> Vec<(String, usize)> {
        let on_one = [Verb::Read, Verb::Update, Verb::Replace, Verb::Upsert, Verb::Delete];
        let place = |(index, behaviour): (usize, &Behaviour)| {
            let does = behaviour.does.as_ref().filter(|does| on_one.contains(&does.verb))?;
            let steps = steps(&self.spec.operations[index].path)?;
            let is_key = matches!(steps.last(), Some(Step::Parameter(_)));
            let resource = self.resources.iter().position(|r| r.name == does.resource)?;
            is_key.then(|| (shape(&steps), resource))
        };
        self.operations.iter().enumerate().filter_map(place).collect()
    }
}

fn role(
    program: &Program,
    keyed: &[(String, usize)],
    index: usize,
    behaviour: &Behaviour,
) -> Option<Role> {
    let does = behaviour.does.as_ref()?;
    let operation = &program.spec.operations[index];
    let resource = program.resources.iter().position(|r| r.name == does.resource);
    let key_field = resource.map_or("", |resource| &program.resources[resource].key);
    let mut names = named_by_path(&operation.path, keyed);
    let key = resource.and_then(|resource| key(behaviour, does, resource, key_field));
    let is_about = |naming: &Naming| Some(&naming.place) == key.as_ref().map(|key| &key.place);
    if let Some(key) = &key {
        names.retain(|naming| !is_about(naming));
        names.push(key.clone());
    }
    let clauses = &does.clauses;
    let is_said = language::said(&program.spec, operation).is_some();
    let on_one = matches!(does.verb, Verb::Read | Verb::Update | Verb::Replace | Verb::Upsert);
    let effects = does.with_effects().into_iter().skip(1);
    let effects = effects.filter(|effect| !matches!(effect.verb, Verb::Read | Verb::List));
    let index_of = |effect: &Operation| {
        program.resources.iter().position(|resource| resource.name == effect.resource)
    };
    Some(Role {
        verb: does.verb,
        resource,
        is_declared: is_said || described(program, &does.resource, "schema").is_some(),
        is_said,
        names,
        is_single: on_one && key.is_none() && clauses.each.is_none(),
        key,
        is_batch: clauses.each.is_some(),
        is_grouped: clauses.group.is_some(),
        showing: Showing::of(program, behaviour, key_field),
        filters: filters(clauses),
        paging: paging(clauses),
        answers_before: clauses.answer == Shows::Before && !clauses.effects.is_empty(),
        effects: effects.filter_map(index_of).collect(),
        sets: sets(does),
        writes_body: clauses.set.is_none() && operation.body.is_some(),
    })
}

/// Gives what the document itself says of a resource: one that only has data at the start is not described by that.
fn described<'p>(program: &'p Program, resource: &str, key: &str) -> Option<&'p Value> {
    program.spec.value(&Pointer::root().join("x-state").join(resource).join(key))
}

/// Names the records that the parameters of a path lead through.
fn named_by_path(path: &str, keyed: &[(String, usize)]) -> Vec<Naming> {
    let steps = steps(path).unwrap_or_default();
    let named = steps.iter().enumerate().filter_map(|(at, step)| {
        let Step::Parameter(name) = step else { return None };
        let place = shape(&steps[..=at]);
        let (_, resource) = keyed.iter().find(|(known, _)| *known == place)?;
        Some(Naming { place: Ok((Location::Path, name.clone())), resource: *resource })
    });
    named.collect()
}

/// Finds what names the record: as the operation says, else as the interpreter looks for it.
fn key(behaviour: &Behaviour, does: &Operation, resource: usize, field: &str) -> Option<Naming> {
    if matches!(does.verb, Verb::List | Verb::Create | Verb::None) || does.clauses.each.is_some() {
        return None;
    }
    let operation = behaviour.contract.operation();
    let place = match (&does.clauses.key, &does.clauses.filter) {
        (Some(template), _) => place(template)?,
        (None, Some(Filter::Fields(fields))) => {
            let own = fields.iter().find(|(name, test, _)| name == field && *test == Test::Equal);
            place(&own?.2)?
        }
        (None, Some(Filter::Expression(_))) => return None,
        (None, None) => {
            let steps = steps(&operation.path).unwrap_or_default();
            let names: Vec<_> = steps
                .iter()
                .filter_map(|step| match step {
                    Step::Parameter(name) => Some(name),
                    Step::Word(_) => None,
                })
                .collect();
            match names.iter().find(|name| **name == field).or(names.last()) {
                Some(name) => Ok((Location::Path, (*name).clone())),
                None => Err(Pointer::root().join(field)),
            }
        }
    };
    Some(Naming { place, resource })
}

/// Reads where an operand stands in a request; `None` where the template is more than an operand.
fn place(template: &Template) -> Option<Result<(Location, String), Pointer>> {
    let Template::Expression(expression) = template else { return None };
    operand(expression)
}

fn operand(expression: &Expression) -> Option<Result<(Location, String), Pointer>> {
    let (place, name) = expression.operand()?;
    let location = match place {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        "body" => return Some(Err(Pointer::root().join(name))),
        _ => return None,
    };
    Some(Ok((location, name.to_owned())))
}

fn parameter(template: Option<&Template>) -> Option<(Location, String)> {
    place(template?)?.ok()
}

/// Lists the parameters whose value a field has to have.
fn filters(clauses: &Clauses) -> Vec<(Location, String, String)> {
    let Some(Filter::Fields(fields)) = &clauses.filter else { return Vec::new() };
    let equal = fields.iter().filter(|(_, test, _)| *test == Test::Equal);
    let of = |(field, _, template): &(String, Test, Template)| {
        let (location, name) = parameter(Some(template))?;
        (location == Location::Query).then(|| (location, name, field.clone()))
    };
    equal.filter_map(of).collect()
}

fn paging(clauses: &Clauses) -> Paging {
    let page = clauses.page.clone().unwrap_or_default();
    let sort = clauses.sort.as_ref();
    // Pages that are counted from zero are not asked for by us.
    let number = page.number.as_ref().filter(|_| page.first != Some(0));
    Paging {
        size: parameter(page.size.as_ref()),
        number: parameter(number),
        offset: parameter(page.offset.as_ref()),
        after: parameter(page.after.as_ref()),
        sort: parameter(sort.map(|sort| &sort.by)),
        order: parameter(sort.and_then(|sort| sort.order.as_ref())),
        is_paged: clauses.page.is_some(),
    }
}

/// Lists the fields that an operation and its effects set by name.
fn sets(does: &Operation) -> Vec<String> {
    let of = |operation: &Operation| {
        let mut named: Vec<String> = match &operation.clauses.set {
            Some(Template::Object(fields)) => fields.0.iter().map(|f| f.0.clone()).collect(),
            Some(Template::Literal(Value::Object(fields))) => fields.keys().cloned().collect(),
            _ => Vec::new(),
        };
        named.extend(operation.clauses.with.0.iter().map(|(name, _)| name.clone()));
        named
    };
    does.with_effects().into_iter().flat_map(of).collect()
}
