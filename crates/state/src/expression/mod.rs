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

    /// Tells whether it is a name and nothing else.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(&self.code, Code::Lookup(path) if path.len() == 1 && path[0] == name)
    }

    /// Lists the names it uses, with the fields they are followed by: `query.limit`.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        match &self.code {
            Code::Lookup(path) => [path.join(".")].into(),
            Code::Now | Code::Uuid => BTreeSet::new(),
            Code::Program(program) => program.undeclared_variables(true).into_iter().collect(),
        }
    }

    /// Gives the place and the name where it is one operand of the request: `query.limit`, `path['pet-id']`.
    pub(crate) fn operand(&self) -> Option<(&str, &str)> {
        if let Code::Lookup(path) = &self.code {
            let [place, name] = path.as_slice() else { return None };
            return Some((place, name));
        }
        let (place, rest) = self.text.trim().split_once("['")?;
        let name = rest.strip_suffix("']").filter(|name| !name.contains(['\'', '\\']))?;
        Some((place, name))
    }

    /// Gives the text after the `=`.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// Evaluates; `None` when an operand does not exist (the absent rule).
    pub(crate) fn evaluate(&self, scope: &Scope) -> Result<Option<Piece>, Failure> {
        match &self.code {
            Code::Lookup(path) => Ok(scope.lookup(path)),
            Code::Now => Ok(Some(Piece::Value(scope.world().env.now().to_string().into()))),
            Code::Uuid => Ok(Some(Piece::Value(scope.world().env.uuid().into()))),
            Code::Program(program) => match program.eval(scope.to_engine()) {
                Ok(value) => Ok(piece::from_engine(&value)),
                Err(error) if is_undefined(&error) || self.uses_absent(scope) => Ok(None),
                Err(error) => {
                    let reason = describe(&error);
                    Err(Failure { source_text: Some(self.text.clone()), reason })
                }
            },
        }
    }

    /// Tells whether a name that the expression uses stands for nothing: some filters only say that they cannot work.
    fn uses_absent(&self, scope: &Scope) -> bool {
        let is_absent = |name: &String| {
            let path: Vec<_> = name.split('.').map(str::to_owned).collect();
            !scope::is_function(&path[0]) && scope.lookup(&path).is_none()
        };
        self.names().iter().any(is_absent)
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

fn is_undefined(error: &minijinja::Error) -> bool {
    error.kind() == minijinja::ErrorKind::UndefinedError
}

fn describe(error: &minijinja::Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}

fn engine() -> &'static Environment<'static> {
    static ENGINE: OnceLock<Environment<'static>> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut engine = Environment::new();
        engine.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        filters::add(&mut engine);
        engine
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::State;

    #[derive(Debug)]
    struct NoWorld;

    impl Env for NoWorld {
        fn now(&self) -> jiff::Timestamp {
            jiff::Timestamp::UNIX_EPOCH
        }

        fn uuid(&self) -> String {
            "an-id".to_owned()
        }

        fn fake(&self, _: &str) -> Option<Value> {
            None
        }
    }

    /// Evaluates with a query that has `yes: [1, 2]` and `text: ab`, and nothing else.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "expectations are written in place")]
    fn check(text: &str, expected: Option<Value>) {
        let parts = Arc::new([]);
        let names = Arc::new([]);
        let world = World { env: Arc::new(NoWorld), state: State::default(), names, parts };
        let mut scope = Scope::new(world);
        scope.bind("query", json!({"yes": [1, 2], "text": "ab", "null": null}));
        let got = Expression::compile(text).unwrap().evaluate(&scope).unwrap();
        assert_eq!(got.map(Piece::into_value), expected, "{text}");
    }

    #[test]
    fn what_has_an_absent_operand_is_absent() {
        for text in [
            "query.no",
            "query.no.deeper",
            "nobody.at.all",
            "'x' ~ query.no",
            "query.no + 1",
            "query.no | upper",
            "query.no | trim",
            "query.no | int",
            "query.no | first",
            "-query.no",
            "query.no | strip_tags",
            "query.no | date('%Y')",
            "query.no | keyed('id', 0)",
            "[1] | including(query.no)",
            "'a' if query.no",
            "query.yes[7]",
            "get('users', 1)",
            "get('users', 1).name",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn what_asks_for_absence_is_answered() {
        check("query.no is defined", Some(json!(false)));
        check("query.no | default(3)", Some(json!(3)));
        check("query.no or 'else'", Some(json!("else")));
        check("not query.no", Some(json!(true)));
        check("'a' if query.no else 'b'", Some(json!("b")));
        check("(get('users', 1) or {}).name | default(none)", Some(json!(null)));
        check("query.null", Some(json!(null)));
    }

    #[test]
    fn values_come_back_as_they_were() {
        check("query.yes", Some(json!([1, 2])));
        check("query['yes'] | including(3)", Some(json!([1, 2, 3])));
        check("{'b': query.text, 'a': 1}", Some(json!({"b": "ab", "a": 1})));
        check("now()", Some(json!("1970-01-01T00:00:00Z")));
        check("uuid()", Some(json!("an-id")));
    }
}
