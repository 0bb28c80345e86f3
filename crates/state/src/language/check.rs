//! Reads the extensions of a document, and says exactly what is wrong with them.
//!
//! Four readings, each with the place: the JSON Schema (`docs/x-state.schema.json`), the expressions and the names in them, the names of resources, the annotations of schemas.

use std::collections::BTreeMap;
use std::rc::Rc;

use counterpart_schema::Direction;
use counterpart_spec::{self as spec, Diagnostic, Pointer, Spec};
use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::names::{NAMES, literals, meant, nearest, parameters, parts};
use super::{Operation, Refusals, Resource, annotations, grammar};
use crate::expression::Expression;
use crate::inference::Inference;

/// What a document says about state.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) resources: IndexMap<String, Resource>,
    /// By index in [`Spec::operations`].
    pub(crate) operations: Vec<Option<Operation>>,
    pub(crate) refusals: Refusals,
    /// Whether any expression speaks of the caller.
    pub(crate) speaks_of_auth: bool,
}

/// Reads `x-state` and `x-refusals`, and what was inferred where they say nothing; what is wrong is reported and left out.
pub(crate) fn read(spec: &Spec, inferred: &Inference) -> (Extensions, Vec<Diagnostic>) {
    let mut reader = Reader {
        spec,
        inferred,
        resources: resources(spec, inferred),
        everywhere: BTreeMap::new(),
        diagnostics: Vec::new(),
        speaks_of_auth: false,
    };
    let root = Pointer::root();
    let mut extensions = Extensions {
        resources: reader.resources_said(&root.join("x-state")),
        refusals: reader.part(&root.join("x-refusals"), "refusals", None).unwrap_or_default(),
        operations: Vec::new(),
        speaks_of_auth: false,
    };
    for (index, operation) in spec.operations.iter().enumerate() {
        let pointer = operation.pointer.join("x-state");
        let said = said(spec, operation).map(|(said, pointer)| (said.clone(), pointer));
        let inferred = || Some((inferred.operations.get(&index)?.value(), pointer.clone()));
        let read = said.or_else(inferred).and_then(|(said, pointer)| {
            reader.value::<Operation>(&said, &pointer, "operation", Some(operation))
        });
        let known = read.filter(|read| reader.knows(read, &pointer));
        extensions.operations.push(known);
    }
    reader.check_spelling(&root);
    for operation in &spec.operations {
        reader.check_spelling(&operation.pointer);
    }
    annotations::check(&spec.document.value, &root, &mut |diagnostic, pointer| {
        reader.diagnostics.push(diagnostic.at(&spec.document, pointer));
    });
    extensions.speaks_of_auth = reader.speaks_of_auth;
    (extensions, reader.diagnostics)
}

/// Finds what a document says an operation does: beside it, or at the root where the operation stands in another file.
pub(crate) fn said<'s>(
    spec: &'s Spec,
    operation: &spec::Operation,
) -> Option<(&'s Value, Pointer)> {
    let beside = operation.pointer.join("x-state");
    let elsewhere = || {
        let name = format!("{} {}", operation.method, operation.path);
        let pointer = Pointer::root().join("x-state-operations").join(name);
        Some((spec.value(&pointer)?, pointer))
    };
    spec.value(&beside).map(|said| (said, beside)).or_else(elsewhere)
}

/// Names the resources, also those whose declaration is wrong.
fn resources(spec: &Spec, inferred: &Inference) -> Rc<[String]> {
    let declared = spec.value(&Pointer::root().join("x-state")).and_then(Value::as_object);
    let declared = declared.into_iter().flatten().map(|(name, _)| name);
    declared.chain(inferred.resources.keys()).cloned().collect()
}

struct Reader<'s> {
    spec: &'s Spec,
    inferred: &'s Inference,
    /// The names of the resources, also of those whose declaration is wrong.
    resources: Rc<[String]>,
    /// The parameters of any operation, by what holds them, once they were asked for.
    everywhere: BTreeMap<String, Option<Rc<[String]>>>,
    diagnostics: Vec<Diagnostic>,
    speaks_of_auth: bool,
}

impl Reader<'_> {
    /// Reads the declared resources, then those that were inferred.
    fn resources_said(&mut self, pointer: &Pointer) -> IndexMap<String, Resource> {
        let declared = self.part::<IndexMap<_, _>>(pointer, "resources", None);
        let mut resources = declared.unwrap_or_default();
        for (name, note) in &self.inferred.resources {
            let inferred: Value = [(name.clone(), note.value())].into_iter().collect();
            let read = self.value::<IndexMap<String, _>>(&inferred, pointer, "resources", None);
            // What the document says of a resource without a schema is in it.
            resources.extend(read.into_iter().flatten());
        }
        resources
    }

    /// Reads one extension where it stands.
    fn part<T: DeserializeOwned>(
        &mut self,
        pointer: &Pointer,
        definition: &str,
        operation: Option<&spec::Operation>,
    ) -> Option<T> {
        let value = self.spec.value(pointer)?;
        self.value(value, pointer, definition, operation)
    }

    /// Reads what an extension says; at an operation, its expressions may speak of the operation's parameters.
    fn value<T: DeserializeOwned>(
        &mut self,
        value: &Value,
        pointer: &Pointer,
        definition: &str,
        operation: Option<&spec::Operation>,
    ) -> Option<T> {
        let before = self.diagnostics.len();
        self.check_shape(value, pointer, definition);
        self.check_expressions(value, pointer, operation);
        if self.diagnostics.len() > before {
            return None;
        }
        serde_json::from_value(value.clone())
            .map_err(|error| self.report(error.to_string(), pointer, None))
            .ok()
    }

    fn check_shape(&mut self, value: &Value, pointer: &Pointer, definition: &str) {
        for violation in grammar::schema(definition).violations(Direction::Request, value) {
            let at = pointer.concat(&violation.instance);
            if let Some((key, help)) = grammar::unknown_key(&violation) {
                let message = format!("`{key}` means nothing here");
                self.report(message, &at.join(&key), help);
                continue;
            }
            let written = violation.instance.resolve(value).and_then(Value::as_str);
            let help = written.and_then(|text| grammar::meant_word(&violation, text));
            self.report(violation.message, &at, help);
        }
    }

    fn check_expressions(
        &mut self,
        value: &Value,
        pointer: &Pointer,
        operation: Option<&spec::Operation>,
    ) {
        match value {
            Value::String(text) => {
                let Some(code) = text.strip_prefix('=').filter(|code| !code.starts_with('='))
                else {
                    return;
                };
                match Expression::compile(code) {
                    Ok(expression) => {
                        self.check_names(&expression, pointer, operation);
                        self.check_calls(code, pointer);
                    }
                    Err(reason) => {
                        self.report(format!("`{text}` is no expression: {reason}"), pointer, None);
                    }
                }
            }
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.check_expressions(element, &pointer.join(index), operation);
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.check_expressions(value, &pointer.join(name), operation);
                }
            }
            _ => {}
        }
    }

    /// Finds names that stand for nothing: the absent rule would let a misspelt one vanish without a word.
    fn check_names(
        &mut self,
        expression: &Expression,
        pointer: &Pointer,
        operation: Option<&spec::Operation>,
    ) {
        for name in expression.names() {
            let mut path = name.split('.');
            let first = path.next().unwrap_or_default();
            self.speaks_of_auth |= first == "auth";
            if !NAMES.contains(&first) {
                let help = meant(first, NAMES.iter().copied());
                self.report(format!("`{first}` stands for nothing"), pointer, help);
            }
            let Some(second) = path.next() else { continue };
            let declared = parts(first).map(Rc::from).or_else(|| self.declared(operation, first));
            if let Some(declared) = declared
                && !declared.iter().any(|name| name == second)
            {
                let message = match parts(first) {
                    Some(_) => format!("`{first}` has no `{second}`"),
                    None => format!("there is no {first} parameter `{second}`"),
                };
                let help = meant(second, declared.iter().map(String::as_str));
                self.report(message, pointer, help);
            }
        }
    }

    /// Warns of extensions whose names are nearly ours: they would be passed over without a word.
    fn check_spelling(&mut self, pointer: &Pointer) {
        const OURS: [&str; 3] = ["x-state", "x-refusals", "x-state-operations"];
        let keys = self.spec.value(pointer).and_then(Value::as_object).into_iter().flatten();
        let strange =
            keys.filter(|(key, _)| key.starts_with("x-") && !OURS.contains(&key.as_str()));
        let near = strange.filter_map(|(key, _)| {
            Some((key, nearest(&key[2..], OURS.map(|o| &o[2..]).into_iter())?))
        });
        for (key, name) in near {
            let message = format!("`{key}` means nothing to counterpart");
            let help = format!("did you mean `x-{name}`?");
            let warning = Diagnostic::warning("W0301", message).help(help);
            self.diagnostics.push(warning.at(&self.spec.document, &pointer.join(key)));
        }
    }

    /// Lists the parameters that a name holds: at an operation its own, else those of any operation.
    fn declared(
        &mut self,
        operation: Option<&spec::Operation>,
        name: &str,
    ) -> Option<Rc<[String]>> {
        if let Some(operation) = operation {
            return parameters(operation, name).map(Rc::from);
        }
        let spec = self.spec;
        let known = self.everywhere.entry(name.to_owned()).or_insert_with(|| {
            let all = spec.operations.iter().map(|operation| parameters(operation, name));
            Some(all.collect::<Option<Vec<_>>>()?.concat().into())
        });
        known.clone()
    }

    /// Finds calls that name a resource or a kind of data which does not exist.
    fn check_calls(&mut self, code: &str, pointer: &Pointer) {
        let resources = Rc::clone(&self.resources);
        for name in literals(code, "get").into_iter().chain(literals(code, "all")) {
            if !resources.iter().any(|known| known == name) {
                let help = meant(name, resources.iter().map(String::as_str));
                self.report(format!("there is no resource `{name}`"), pointer, help);
            }
        }
        let kinds = counterpart_generate::kinds();
        for kind in
            literals(code, "fake").into_iter().filter(|kind| !counterpart_generate::is_kind(kind))
        {
            let help = meant(kind, kinds.iter().copied());
            self.report(format!("there is no data of the kind `{kind}`"), pointer, help);
        }
    }

    fn knows(&mut self, operation: &Operation, pointer: &Pointer) -> bool {
        let resources = Rc::clone(&self.resources);
        let mut used = operation.resources().into_iter();
        let unknown = used.find(|name| !resources.iter().any(|known| known == name));
        let Some(name) = unknown else { return true };
        let help = meant(name, resources.iter().map(String::as_str))
            .unwrap_or_else(|| "the root `x-state` says which resources there are".to_owned());
        self.report(format!("there is no resource `{name}`"), pointer, Some(help));
        false
    }

    fn report(&mut self, message: String, pointer: &Pointer, help: Option<String>) {
        let mut diagnostic = Diagnostic::error("E0301", message).at(&self.spec.document, pointer);
        diagnostic.help = help;
        self.diagnostics.push(diagnostic);
    }
}
