//! What a condition is about: everything, or one operation.

use std::fmt;
use std::str::FromStr;

use counterpart_spec::Operation;

use crate::forced::names;

/// A condition and what it is about: `200ms`, `GET /pets=200ms`, `listPets=200ms`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule<T> {
    pub(super) target: Option<Target>,
    pub(super) value: T,
}

/// An operation as people name it: its `operationId`, or its method and path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target(String);

impl<T: FromStr<Err = String>> FromStr for Rule<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A template may have `=` in its query, a condition has none.
        let (target, value) = match text.rsplit_once('=') {
            Some((target, value)) => (Some(target.trim()), value),
            None => (None, text),
        };
        if target == Some("") {
            return Err(format!("`{text}` names no operation before `=`"));
        }
        Ok(Self {
            target: target.map(|target| Target(target.to_owned())),
            value: value.trim().parse()?,
        })
    }
}

impl<T> Rule<T> {
    /// Makes a condition of everything.
    pub fn of_all(value: T) -> Self {
        Self { target: None, value }
    }
}

impl Target {
    /// Tells whether an operation is meant; a path is understood with and without a base path.
    pub(super) fn is(&self, operation: &Operation) -> bool {
        // On the command line there may be more than one space.
        let tidy = self.0.split_once(char::is_whitespace);
        names(operation, &self.0)
            || tidy.is_some_and(|(method, path)| {
                names(operation, &format!("{method} {}", path.trim()))
            })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
