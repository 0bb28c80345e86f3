//! The names an expression can use.

use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, State as EngineState, Value as EngineValue};
use serde_json::Value;

use super::json::{Rows, scalar_to_engine, to_engine};
use super::piece::to_value;
use super::{Piece, World};
use crate::store::Row;

/// What a name stands for.
#[derive(Debug, Clone)]
pub(crate) enum Binding {
    /// A value that costs less to copy than to share.
    Scalar(Value),
    Json(Arc<Value>),
    Row(Arc<Row>),
    Rows(Arc<[Arc<Row>]>),
    List(Arc<Vec<Piece>>),
}

impl From<Value> for Binding {
    fn from(value: Value) -> Self {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::Scalar(value),
            value => Self::Json(Arc::new(value)),
        }
    }
}

/// The names in force; a copy is cheap, and changes to it do not reach the original.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    names: Vec<(&'static str, Binding)>,
    world: World,
}

impl Scope {
    pub(crate) fn new(world: World) -> Self {
        Self { names: Vec::with_capacity(16), world }
    }

    /// Gives a name its meaning, in place of what it meant before.
    pub(crate) fn bind(&mut self, name: &'static str, binding: impl Into<Binding>) {
        let binding = binding.into();
        match self.names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = binding,
            None => self.names.push((name, binding)),
        }
    }

    /// Gives names their meaning that are only ever bound together, and in this order.
    pub(crate) fn bind_all<const N: usize>(&mut self, bindings: [(&'static str, Binding); N]) {
        let first = bindings.first().map(|(name, _)| *name);
        match self.names.iter().position(|(known, _)| Some(*known) == first) {
            Some(at) => {
                for (known, binding) in self.names[at..].iter_mut().zip(bindings) {
                    *known = binding;
                }
            }
            None => self.names.extend(bindings),
        }
    }

    /// Takes a name's meaning away.
    pub(crate) fn unbind(&mut self, name: &str) {
        self.names.retain(|(known, _)| *known != name);
    }

    /// Copies the scope with one name more.
    pub(crate) fn with(&self, name: &'static str, binding: impl Into<Binding>) -> Self {
        let mut scope = self.clone();
        scope.bind(name, binding);
        scope
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Binding> {
        self.names.iter().find(|(known, _)| *known == name).map(|(_, binding)| binding)
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    pub(crate) fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// Follows a path of names; a field of a list is plucked from its elements.
    pub(super) fn lookup(&self, path: &[String]) -> Option<Piece> {
        let (first, rest) = path.split_first()?;
        match self.get(first)? {
            Binding::Scalar(value) => descend(value, rest).map(Piece::Value),
            Binding::Json(value) if rest.is_empty() => Some(Piece::Shared(Arc::clone(value))),
            Binding::Row(row) if rest.is_empty() => Some(Piece::Row(Arc::clone(row))),
            Binding::Json(value) => descend(value, rest).map(Piece::Value),
            Binding::Row(row) => descend(&row.value, rest).map(Piece::Value),
            Binding::Rows(rows) if rest.is_empty() => Some(Piece::Rows(Arc::clone(rows))),
            Binding::Rows(rows) => {
                let plucked = rows.iter().filter_map(|row| descend(&row.value, rest));
                Some(Piece::Value(plucked.collect()))
            }
            Binding::List(pieces) if rest.is_empty() => Some(Piece::List(pieces.to_vec())),
            Binding::List(pieces) => {
                let plucked = pieces.iter().filter_map(|p| descend(&p.clone().into_value(), rest));
                Some(Piece::Value(plucked.collect()))
            }
        }
    }

    pub(super) fn to_engine(&self) -> EngineValue {
        EngineValue::from_object(Names(self.clone()))
    }
}

fn descend(value: &Value, path: &[String]) -> Option<Value> {
    let Some((name, rest)) = path.split_first() else { return Some(value.clone()) };
    match value {
        Value::Array(elements) => Some(elements.iter().filter_map(|e| descend(e, path)).collect()),
        _ => descend(value.get(name)?, rest),
    }
}

/// The scope as the engine's context: names are looked up when they are used.
#[derive(Debug)]
struct Names(Scope);

impl Object for Names {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn get_value(self: &Arc<Self>, key: &EngineValue) -> Option<EngineValue> {
        let name = key.as_str()?;
        if let Some(binding) = self.0.get(name) {
            return Some(match binding {
                Binding::Scalar(value) => scalar_to_engine(value),
                Binding::Json(value) => to_engine(value),
                Binding::Row(row) => to_engine(&row.value),
                Binding::Rows(rows) => EngineValue::from_object(Rows(Arc::clone(rows))),
                Binding::List(pieces) => {
                    let elements = pieces.iter().map(|piece| piece.clone().into_value());
                    to_engine(&Arc::new(elements.collect()))
                }
            });
        }
        let function = Function::named(name)?;
        Some(EngineValue::from_object(Call { function, world: self.0.world.clone() }))
    }
}

/// Tells whether a name is a function of the language.
pub(super) fn is_function(name: &str) -> bool {
    Function::named(name).is_some()
}

#[derive(Debug, Clone, Copy)]
enum Function {
    Now,
    Uuid,
    Fake,
    Get,
    All,
}

impl Function {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "now" => Self::Now,
            "uuid" => Self::Uuid,
            "fake" => Self::Fake,
            "get" => Self::Get,
            "all" => Self::All,
            _ => return None,
        })
    }
}

/// A function of the language, with the world it asks.
#[derive(Debug)]
struct Call {
    function: Function,
    world: World,
}

impl Object for Call {
    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call(
        self: &Arc<Self>,
        _: &mut EngineState<'_, '_>,
        arguments: &[EngineValue],
    ) -> Result<EngineValue, Error> {
        let text = |at: usize| {
            arguments.get(at).and_then(EngineValue::as_str).ok_or_else(|| {
                Error::new(ErrorKind::MissingArgument, format!("argument {} is a text", at + 1))
            })
        };
        let world = &self.world;
        Ok(match self.function {
            Function::Now => EngineValue::from(world.env.now().to_string()),
            Function::Uuid => EngineValue::from(world.env.uuid()),
            Function::Fake => {
                let kind = text(0)?;
                let value = world.env.fake(kind).ok_or_else(|| {
                    let message = format!("there is no data of the kind `{kind}`");
                    Error::new(ErrorKind::InvalidOperation, message)
                })?;
                to_engine(&Arc::new(value))
            }
            Function::Get => {
                let key = arguments.get(1).map(to_value).unwrap_or_default();
                let row = world.get(text(0)?, &key);
                row.map_or(EngineValue::UNDEFINED, |row| to_engine(&row.value))
            }
            Function::All => EngineValue::from_object(Rows(world.all(text(0)?).into())),
        })
    }
}
