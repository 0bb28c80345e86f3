//! Expressions and templates: text of the document that becomes values of an answer.

mod env;
mod filters;
mod json;
mod piece;
mod scope;
mod template;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

use minijinja::{Environment, UndefinedBehavior};
use serde_json::Value;

pub use env::Env;
pub(crate) use env::World;
pub(crate) use piece::Piece;
pub(crate) use scope::{Binding, Scope};
pub(crate) use template::{Fields, Template};

/// Says that an expression failed while it ran: the document's mistake, not the caller's.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    source_text: Option<String>,
    reason: String,
}

impl Failure {
    /// Says that a document's own words lead nowhere.
    pub(crate) fn of(reason: String) -> Self {
        Self { source_text: None, reason }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source_text {
            Some(text) => write!(f, "the expression `{text}` failed: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// A compiled expression.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    text: String,
    code: Code,
}

#[derive(Debug, Clone)]
enum Code {
    /// `path.user_id`: looked up without the expression engine, and without copying a record.
    Lookup(Vec<String>),
    /// `now()` and `uuid()`, which nearly every create needs.
    Now,
    Uuid,
    Program(std::sync::Arc<minijinja::Expression<'static, 'static>>),
}

impl Expression {
    /// Compiles the text after the `=`.
    pub(crate) fn compile(text: &str) -> Result<Self, String> {
        let code = match (lookup(text), text.trim()) {
            (Some(path), _) => Code::Lookup(path),
            (None, "now()") => Code::Now,
            (None, "uuid()") => Code::Uuid,
            (None, _) => Code::Program(
                engine()
                    .compile_expression_owned(text.to_owned())
                    .map_err(|e| describe(&e))?
                    .into(),
            ),
        };
        Ok(Self { text: text.to_owned(), code })
    }

    /// Lists the names it uses, with the fields they are followed by: `query.limit`.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        match &self.code {
            Code::Lookup(path) => [path.join(".")].into(),
            Code::Now | Code::Uuid => BTreeSet::new(),
            Code::Program(program) => program.undeclared_variables(true).into_iter().collect(),
        }
    }

    /// Evaluates; `None` when an operand does not exist (the absent rule).
    pub(crate) fn evaluate(&self, scope: &Scope) -> Result<Option<Piece>, Failure> {
        match &self.code {
            Code::Lookup(path) => Ok(scope.lookup(path)),
            Code::Now => Ok(Some(Piece::Value(scope.world().env.now().to_string().into()))),
            Code::Uuid => Ok(Some(Piece::Value(scope.world().env.uuid().into()))),
            Code::Program(program) => match program.eval(scope.to_engine()) {
                Ok(value) => Ok(piece::from_engine(&value)),
                Err(error) if absent(&error) => Ok(None),
                Err(error) => {
                    let reason = describe(&error);
                    Err(Failure { source_text: Some(self.text.clone()), reason })
                }
            },
        }
    }

    /// Evaluates a condition: absent is false.
    pub(crate) fn holds(&self, scope: &Scope) -> Result<bool, Failure> {
        Ok(self.evaluate(scope)?.is_some_and(|piece| match piece.into_value() {
            Value::Null => false,
            Value::Bool(truth) => truth,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !text.is_empty(),
            Value::Array(elements) => !elements.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
        }))
    }
}

/// Splits `a.b.c`; `None` when the text is more than a path of names.
fn lookup(text: &str) -> Option<Vec<String>> {
    let name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !matches!(part, "true" | "false" | "none" | "True" | "False" | "None")
    };
    let parts: Vec<_> = text.trim().split('.').collect();
    parts.iter().all(|part| name(part)).then(|| parts.into_iter().map(str::to_owned).collect())
}

fn absent(error: &minijinja::Error) -> bool {
    use minijinja::ErrorKind::{InvalidOperation, UndefinedError};
    let detail = error.detail().unwrap_or_default();
    error.kind() == UndefinedError
        || (error.kind() == InvalidOperation && detail.contains("undefined"))
}

fn describe(error: &minijinja::Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}

fn engine() -> &'static Environment<'static> {
    static ENGINE: OnceLock<Environment<'static>> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut engine = Environment::new();
        engine.set_undefined_behavior(UndefinedBehavior::Chainable);
        filters::add(&mut engine);
        engine
    })
}
