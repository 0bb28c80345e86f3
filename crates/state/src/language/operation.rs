//! An operation's behaviour.

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::Value;

use super::{Filter, Kind};
use crate::expression::{Expression, Fields, Template};

/// What an operation does to the state, and what it answers.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) verb: Verb,
    /// The resource's name; empty for [`Verb::None`].
    pub(crate) resource: String,
    pub(crate) clauses: Clauses,
}

/// What an operation does to the records of a resource (`docs/state.md`, "Operations").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Shows one.
    Read,
    /// Shows all that match.
    List,
    /// Makes one.
    Create,
    /// Changes fields of one, or of all that match.
    Update,
    /// Writes one anew.
    Replace,
    /// Changes one, or makes it.
    Upsert,
    /// Deletes one, or all that match.
    Delete,
    /// Nothing, but for its effects.
    None,
}

/// The verbs by name.
pub(crate) const VERBS: [(&str, Verb); 8] = [
    ("read", Verb::Read),
    ("list", Verb::List),
    ("create", Verb::Create),
    ("update", Verb::Update),
    ("replace", Verb::Replace),
    ("upsert", Verb::Upsert),
    ("delete", Verb::Delete),
    ("none", Verb::None),
];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Clauses {
    pub(crate) key: Option<Template>,
    #[serde(rename = "where")]
    pub(crate) filter: Option<Filter>,
    pub(crate) group: Option<String>,
    pub(crate) sort: Option<Sort>,
    /// Boxed, as few operations have one and some documents have very many.
    pub(crate) page: Option<Box<Page>>,
    pub(crate) search: Option<Template>,
    pub(crate) set: Option<Template>,
    pub(crate) with: Fields,
    pub(crate) keep: Vec<String>,
    pub(crate) unset: Vec<String>,
    pub(crate) each: Option<Template>,
    pub(crate) guard: Vec<Guard>,
    pub(crate) select: Option<Template>,
    pub(crate) effects: Vec<Operation>,
    pub(crate) answer: Shows,
    pub(crate) status: Option<u16>,
    pub(crate) respond: Option<Template>,
}

/// Whether an answer shows the records before or after the effects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Shows {
    Before,
    #[default]
    After,
}

/// The order of a list.
#[derive(Debug, Clone)]
pub(crate) struct Sort {
    pub(crate) by: Template,
    pub(crate) order: Option<Template>,
}

/// The part of a list that is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Page {
    pub(crate) size: Option<Template>,
    pub(crate) number: Option<Template>,
    pub(crate) offset: Option<Template>,
    /// The key of the record that the page follows.
    pub(crate) after: Option<Template>,
    /// The key of the record that the page leads up to.
    pub(crate) before: Option<Template>,
    /// The key of the record that stands in the middle of the page.
    pub(crate) around: Option<Template>,
    /// What the first page is called, 1 unless it is said.
    pub(crate) first: Option<u64>,
}

/// A condition under which the operation is refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guard {
    pub(crate) unless: Expression,
    pub(crate) status: Option<u16>,
    pub(crate) respond: Option<Template>,
    pub(crate) refuse: Option<Kind>,
    pub(crate) field: Option<Template>,
    pub(crate) detail: Option<Template>,
}

impl Clauses {
    /// Tells whether a list is more than all records in their order.
    pub(crate) fn picks(&self) -> bool {
        let Self { filter, search, group, sort, .. } = self;
        filter.is_some() || search.is_some() || group.is_some() || sort.is_some()
    }
}

impl Operation {
    /// Lists the operation and all its effects.
    pub(crate) fn with_effects(&self) -> Vec<&Self> {
        let effects = self.clauses.effects.iter().flat_map(Self::with_effects);
        std::iter::once(self).chain(effects).collect()
    }

    /// Walks over the names of the resources it uses.
    pub(crate) fn resources(&self) -> Vec<&str> {
        let all = self.with_effects().into_iter();
        all.filter(|o| o.verb != Verb::None).map(|o| o.resource.as_str()).collect()
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = match Value::deserialize(deserializer)? {
            Value::Object(fields) => fields,
            Value::String(text) => {
                let (verb, resource) = text.split_once(' ').unwrap_or((&text, ""));
                [(verb.to_owned(), resource.trim().into())].into_iter().collect()
            }
            other => return Err(D::Error::custom(format!("`{other}` is no operation"))),
        };
        let named =
            VERBS.iter().find_map(|(name, verb)| Some((*verb, fields.shift_remove(*name)?)));
        let (verb, resource) = named.ok_or_else(|| D::Error::custom("the verb is missing"))?;
        let resource = resource.as_str().unwrap_or_default().to_owned();
        let clauses = serde_json::from_value(Value::Object(fields)).map_err(D::Error::custom)?;
        Ok(Self { verb, resource, clauses })
    }
}

impl<'de> Deserialize<'de> for Sort {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let compile = |value: &Value| Template::compile(value).map_err(D::Error::custom);
        match value.get("by") {
            Some(by) => {
                Ok(Self { by: compile(by)?, order: value.get("order").map(compile).transpose()? })
            }
            None => Ok(Self { by: compile(&value)?, order: None }),
        }
    }
}
