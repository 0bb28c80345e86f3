//! `where`: which records.

use std::cmp::Ordering;

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::Value;

use crate::expression::{Expression, Failure, Scope, Template};
use crate::store::{compare, same, text};

/// A condition over a record.
#[derive(Debug, Clone)]
pub(crate) enum Filter {
    Expression(Expression),
    Fields(Vec<(String, Test, Template)>),
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    In,
    Contains,
}

const TESTS: [(&str, Test); 7] = [
    ("gt", Test::Greater),
    ("gte", Test::GreaterOrEqual),
    ("lt", Test::Less),
    ("lte", Test::LessOrEqual),
    ("ne", Test::NotEqual),
    ("in", Test::In),
    ("contains", Test::Contains),
];

/// A filter whose operands are known: what is asked of every record.
pub(crate) enum Prepared<'f> {
    Expression(&'f Expression, &'f Scope),
    Fields(Vec<(&'f str, Test, Value)>),
}

impl Filter {
    /// Evaluates the operands once; clauses whose operand is absent vanish.
    pub(crate) fn prepare<'f>(&'f self, scope: &'f Scope) -> Result<Prepared<'f>, Failure> {
        match self {
            Self::Expression(expression) => Ok(Prepared::Expression(expression, scope)),
            Self::Fields(clauses) => {
                let mut prepared = Vec::with_capacity(clauses.len());
                for (field, test, template) in clauses {
                    if let Some(operand) = template.value(scope)? {
                        prepared.push((field.as_str(), *test, operand));
                    }
                }
                Ok(Prepared::Fields(prepared))
            }
        }
    }
}

impl Prepared<'_> {
    pub(crate) fn admits(&self, row: &std::sync::Arc<crate::store::Row>) -> Result<bool, Failure> {
        match self {
            Self::Expression(expression, scope) => {
                expression.holds(&scope.with("item", crate::expression::Binding::Row(row.clone())))
            }
            Self::Fields(clauses) => Ok(clauses.iter().all(|(field, test, operand)| {
                test.holds(&row.field(field), &row.comparable(field, operand))
            })),
        }
    }
}

impl Test {
    fn holds(self, value: &Value, operand: &Value) -> bool {
        // An order holds only between two values that are there.
        let is_ordered = |value: &Value, wanted: fn(Ordering) -> bool| {
            !value.is_null() && !operand.is_null() && compare(value, operand).is_some_and(wanted)
        };
        // Of several values, such as the dates of an event, one is enough.
        let ordered = |wanted: fn(Ordering) -> bool| match value {
            Value::Array(values) => values.iter().any(|value| is_ordered(value, wanted)),
            value => is_ordered(value, wanted),
        };
        match self {
            Self::Equal => same(value, operand),
            Self::NotEqual => !same(value, operand),
            Self::Greater => ordered(Ordering::is_gt),
            Self::GreaterOrEqual => ordered(Ordering::is_ge),
            Self::Less => ordered(Ordering::is_lt),
            Self::LessOrEqual => ordered(Ordering::is_le),
            Self::In => match operand {
                Value::Array(all) => all.iter().any(|operand| same(value, operand)),
                Value::String(all) => all.split(',').any(|operand| *text(value) == *operand.trim()),
                single => same(value, single),
            },
            Self::Contains => match value {
                Value::Array(elements) => elements.iter().any(|element| same(element, operand)),
                Value::String(text) => operand
                    .as_str()
                    .is_some_and(|part| text.to_lowercase().contains(&part.to_lowercase())),
                _ => false,
            },
        }
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let compile = |value: &Value| Template::compile(value).map_err(D::Error::custom);
        let fields = match Value::deserialize(deserializer)? {
            Value::Object(fields) => fields,
            expression => {
                let expression = serde_json::from_value(expression).map_err(D::Error::custom)?;
                return Ok(Self::Expression(expression));
            }
        };
        let mut clauses = Vec::new();
        for (field, condition) in &fields {
            match condition {
                Value::Object(tests) => {
                    for (name, operand) in tests {
                        let test = TESTS.iter().find(|(known, _)| known == name);
                        let (_, test) = test.ok_or_else(|| {
                            D::Error::custom(format!("`{name}` is no comparison"))
                        })?;
                        clauses.push((field.clone(), *test, compile(operand)?));
                    }
                }
                operand => clauses.push((field.clone(), Test::Equal, compile(operand)?)),
            }
        }
        Ok(Self::Fields(clauses))
    }
}
