//! Templates: literal JSON with expressions in it.

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::{Map, Value};

use super::{Expression, Failure, Piece, Scope};

/// JSON in which texts that start with `=` are expressions.
#[derive(Debug, Clone)]
pub(crate) enum Template {
    Literal(Value),
    Expression(Expression),
    Array(Vec<Template>),
    Object(Fields),
}

/// The fields of an object template.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, Template)>);

impl Template {
    /// Compiles a template; the error is the first expression's.
    pub(crate) fn compile(value: &Value) -> Result<Self, String> {
        Ok(match value {
            Value::String(text) => match text.strip_prefix('=') {
                Some(literal) if literal.starts_with('=') => Self::Literal(literal.into()),
                Some(expression) => Self::Expression(Expression::compile(expression)?),
                None => Self::Literal(value.clone()),
            },
            Value::Array(elements) => {
                Self::Array(elements.iter().map(Self::compile).collect::<Result<_, _>>()?)
            }
            Value::Object(fields) => Self::Object(Fields::compile(fields)?),
            scalar => Self::Literal(scalar.clone()),
        })
    }

    /// Tells whether an expression in it uses a name.
    pub(crate) fn speaks_of(&self, name: &str) -> bool {
        match self {
            Self::Literal(_) => false,
            Self::Expression(expression) => {
                expression.names().iter().any(|used| used.split('.').next() == Some(name))
            }
            Self::Array(elements) => elements.iter().any(|element| element.speaks_of(name)),
            Self::Object(Fields(fields)) => fields.iter().any(|(_, field)| field.speaks_of(name)),
        }
    }

    /// Fills the template in; `None` when it is one expression and absent.
    pub(crate) fn fill(&self, scope: &Scope) -> Result<Option<Piece>, Failure> {
        Ok(match self {
            Self::Literal(value) => Some(Piece::Value(value.clone())),
            Self::Expression(expression) => expression.evaluate(scope)?,
            Self::Array(elements) => {
                let filled: Result<Vec<_>, _> = elements.iter().map(|e| e.fill(scope)).collect();
                Some(Piece::List(filled?.into_iter().flatten().collect()))
            }
            Self::Object(fields) => Some(Piece::Object(fields.fill(scope)?)),
        })
    }

    /// Fills the template in as plain JSON.
    pub(crate) fn value(&self, scope: &Scope) -> Result<Option<Value>, Failure> {
        Ok(self.fill(scope)?.map(Piece::into_value))
    }
}

impl Fields {
    fn compile(fields: &Map<String, Value>) -> Result<Self, String> {
        let compile = |(name, value): (&String, _)| Ok((name.clone(), Template::compile(value)?));
        fields.iter().map(compile).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    fn fill(&self, scope: &Scope) -> Result<Vec<(String, Piece)>, Failure> {
        let mut filled = Vec::with_capacity(self.0.len());
        for (name, template) in &self.0 {
            if let Some(piece) = template.fill(scope)? {
                filled.push((name.clone(), piece));
            }
        }
        Ok(filled)
    }

    /// Fills in those fields whose expressions can be evaluated without a request.
    pub(crate) fn possible_values(&self, scope: &Scope) -> Map<String, Value> {
        let possible = |(name, template): &(String, Template)| {
            Some((name.clone(), template.value(scope).ok()??))
        };
        self.0.iter().filter_map(possible).collect()
    }

    /// Fills the fields in as plain JSON; absent ones are left out.
    pub(crate) fn values(&self, scope: &Scope) -> Result<Map<String, Value>, Failure> {
        Ok(self.fill(scope)?.into_iter().map(|(name, piece)| (name, piece.into_value())).collect())
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::compile(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::compile(&Map::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let code = text.strip_prefix('=').ok_or_else(|| {
            D::Error::custom(format!("`{text}` is no expression: it starts with `=`"))
        })?;
        Self::compile(code).map_err(D::Error::custom)
    }
}
