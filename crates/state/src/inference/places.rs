//! Which collection each operation is about, and in which role.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Step, shape};
use super::words::{Deed, is_self, order};

/// What an operation is to a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// A usual one.
    Does(Deed),
    /// Deletes all that match.
    Clear,
    /// Does so to the caller's own record.
    Own(Deed),
    /// Does to a record what the word says.
    Action(String),
}

/// The place of an operation.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The shape of the collection's path.
    pub(super) shape: String,
    /// How many steps of the operation's path lead to the collection.
    pub(super) upto: usize,
    pub(super) noun: String,
    /// The path parameter that tells which record.
    pub(super) key: Option<String>,
    pub(super) role: Role,
    /// Whether there is exactly one record at the path.
    pub(super) single: bool,
    /// Why.
    pub(super) reason: String,
}

/// One operation, as far as its path and its answer tell.
#[derive(Debug)]
pub(super) struct Visit<'v> {
    pub(super) method: &'v str,
    pub(super) steps: Vec<Step>,
    /// Whether its answer has an array of records.
    pub(super) gives_list: bool,
}

/// What is known of all paths.
#[derive(Debug, Default)]
pub(super) struct Map {
    /// The shapes below which a parameter follows.
    parents: BTreeSet<String>,
    /// The methods of each shape, and whether its GET gives a list.
    methods: BTreeMap<String, (BTreeSet<String>, bool)>,
}

impl Map {
    pub(super) fn of<'v>(visits: impl Iterator<Item = &'v Visit<'v>>) -> Self {
        let mut map = Self::default();
        for visit in visits {
            let steps = &visit.steps;
            let known = map.methods.entry(shape(steps)).or_default();
            known.0.insert(visit.method.to_owned());
            known.1 |= visit.method == "GET" && visit.gives_list;
            for at in 1..steps.len() {
                if matches!(steps[at], Step::Parameter(_)) {
                    map.parents.insert(shape(&steps[..at]));
                }
            }
        }
        map
    }

    /// Finds the place of an operation; `None` where its path does not tell.
    pub(super) fn place(&self, visit: &Visit<'_>) -> Option<Place> {
        match visit.steps.last()? {
            Step::Parameter(key) => item(visit, key),
            Step::Word(word) => self.word(visit, word),
        }
    }

    fn word(&self, visit: &Visit<'_>, word: &str) -> Option<Place> {
        let Visit { method, steps, .. } = visit;
        let last = steps.len() - 1;
        let before = last.checked_sub(1).map(|at| &steps[at]);
        if let Some(Step::Word(noun)) = before
            && is_self(word)
            && self.parents.contains(&shape(&steps[..last]))
        {
            let reason = format!("`{word}` is the caller's own record");
            return Some(Place::new(visit, last, noun, Role::Own(by_method(method)?), reason));
        }
        if self.parents.contains(&shape(steps)) {
            return self.collection(visit, word, "items stand below this path");
        }
        match (order(word), before) {
            (Some(order), Some(Step::Word(noun))) if order.noun.is_none() => {
                let deed = settled(order.deed, visit);
                let reason = format!("`{word}` in the path");
                Some(Place::new(visit, last, noun, Role::Does(deed), reason))
            }
            (Some(order), Some(Step::Parameter(key))) if order.noun.is_none() => {
                let (_, noun) = noun_of(&steps[..last])?;
                let reason = format!("`{word}` after the key");
                let role = match settled(order.deed, visit) {
                    deed @ (Deed::Read | Deed::Update | Deed::Replace | Deed::Delete) => {
                        Role::Does(deed)
                    }
                    Deed::List | Deed::Create => Role::Action(word.to_owned()),
                };
                Some(Place::new(visit, last - 1, noun, role, reason).keyed(key))
            }
            (Some(order), _) if !self.has_get(steps) => {
                let noun = order.noun.as_deref()?;
                let deed = settled(order.deed, visit);
                let reason = format!("`{word}` in the path");
                Some(Place::renamed(visit, last, noun, Role::Does(deed), reason))
            }
            (_, Some(Step::Parameter(key))) if !self.has_get(steps) && !visit.gives_list => {
                let (_, noun) = noun_of(&steps[..last])?;
                let reason = format!("`{word}` is done to the record");
                let role = Role::Action(word.to_owned());
                Some(Place::new(visit, last - 1, noun, role, reason).keyed(key))
            }
            _ => self.collection(visit, word, "the answer is a list"),
        }
    }

    /// Reads a path that ends in a noun as a collection, or as the one record that stands there.
    fn collection(&self, visit: &Visit<'_>, noun: &str, reason: &str) -> Option<Place> {
        let here = shape(&visit.steps);
        let (methods, lists) = self.methods.get(&here)?;
        let upto = visit.steps.len();
        if *lists || self.parents.contains(&here) {
            let role = match visit.method {
                "GET" if visit.gives_list => Role::Does(Deed::List),
                "POST" => Role::Does(Deed::Create),
                "DELETE" => Role::Clear,
                // The key is in the body, or the operation is left alone.
                "PUT" => Role::Does(Deed::Replace),
                "PATCH" => Role::Does(Deed::Update),
                _ => return None,
            };
            return Some(Place::new(visit, upto, noun, role, reason.to_owned()));
        }
        let changes = ["PUT", "PATCH"].iter().any(|method| methods.contains(*method));
        if !changes || !methods.contains("GET") {
            return None;
        }
        let reason = "the one record at this path".to_owned();
        let place = Place::new(visit, upto, noun, Role::Does(by_method(visit.method)?), reason);
        Some(Place { single: true, ..place })
    }

    fn has_get(&self, steps: &[Step]) -> bool {
        self.methods.get(&shape(steps)).is_some_and(|(methods, _)| methods.contains("GET"))
    }
}

impl Place {
    fn new(visit: &Visit<'_>, upto: usize, noun: &str, role: Role, reason: String) -> Self {
        let shape = shape(&visit.steps[..upto]);
        Self { shape, upto, noun: noun.to_owned(), key: None, role, single: false, reason }
    }

    /// Makes the place of a path whose last word says the noun and a deed at once: `/getUser` is at `/user`.
    fn renamed(visit: &Visit<'_>, upto: usize, noun: &str, role: Role, reason: String) -> Self {
        let mut path = visit.steps[..upto].to_vec();
        path.push(Step::Word(noun.to_owned()));
        Self { shape: shape(&path), ..Self::new(visit, upto, noun, role, reason) }
    }

    fn keyed(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }
}

/// Finds the last word of steps, with its position.
pub(super) fn noun_of(steps: &[Step]) -> Option<(usize, &str)> {
    steps.iter().enumerate().rev().find_map(|(at, step)| match step {
        Step::Word(word) => Some((at, word.as_str())),
        Step::Parameter(_) => None,
    })
}

/// Reads a path that ends in a parameter as one record of a collection.
fn item(visit: &Visit<'_>, key: &str) -> Option<Place> {
    let Visit { method, steps, .. } = visit;
    let last = steps.len() - 1;
    let (at, noun) = noun_of(&steps[..last])?;
    let direct = at + 1 == last;
    if direct && let Some(order) = order(noun) {
        let reason = format!("`{noun}` in the path");
        let role = Role::Does(settled(order.deed, visit));
        match (order.noun, at.checked_sub(1).map(|at| &steps[at])) {
            (None, Some(Step::Word(noun))) => {
                return Some(Place::new(visit, at, noun, role, reason).keyed(key));
            }
            (Some(noun), _) => {
                return Some(Place::renamed(visit, at, &noun, role, reason).keyed(key));
            }
            _ => {}
        }
    }
    let role = Role::Does(by_method(method)?);
    let reason = format!("`{method}` on the path of one record");
    Some(Place::new(visit, last, noun, role, reason).keyed(key))
}

/// What a method does to one record (RFC 9110 §9.3, RFC 5789).
fn by_method(method: &str) -> Option<Deed> {
    Some(match method {
        "GET" => Deed::Read,
        "POST" | "PATCH" => Deed::Update,
        "PUT" => Deed::Replace,
        "DELETE" => Deed::Delete,
        _ => return None,
    })
}

/// `get` may fetch one or many, and so may `find`: the answer tells.
fn settled(deed: Deed, visit: &Visit<'_>) -> Deed {
    match deed {
        Deed::Read if visit.gives_list => Deed::List,
        Deed::List if !visit.gives_list => Deed::Read,
        deed => deed,
    }
}
