//! From document to program.

use std::sync::Arc;

use counterpart_exchange::{Contract, Router, answered};
use counterpart_generate::Seed;
use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::{self as spec, Diagnostic, Pointer, Spec, StatusKey};
use indexmap::IndexMap;

use super::resource::Resource;
use super::{Behaviour, Program, Success, fields};
use crate::answer::{envelope, example};
use crate::expression::Template;
use crate::language::{self, Extensions, Operation, Verb};

impl Program {
    /// Compiles a document; parts that do not work are reported and left out.
    pub fn compile(spec: Spec, seed: Seed) -> (Self, Vec<Diagnostic>) {
        let spec = Arc::new(spec);
        let schemas = Schemas::new(Arc::clone(&spec.document.value));
        let outlines = Outlines::default();
        let (router, unroutable) = Router::new(&spec);
        let (extensions, mut diagnostics) = language::read(&spec);
        for (index, reason) in unroutable {
            let pointer = &spec.operations[index].pointer;
            let message = format!("this operation cannot be reached: {reason}");
            diagnostics.push(Diagnostic::error("E0105", message).at(&spec.document, pointer));
        }
        let Extensions { resources, operations, refusals, speaks_of_auth } = extensions;
        let resources = compile_resources(&spec, &schemas, &outlines, resources, &mut diagnostics);
        diagnostics.extend(fields::check(&spec, &schemas, &outlines, &resources, &operations));
        let mut behaviours = Vec::new();
        for (index, does) in operations.into_iter().enumerate() {
            let contract = Contract::new(&spec, &schemas, &outlines, index);
            let success =
                success(&schemas, &outlines, &resources, contract.operation(), does.as_ref());
            let touched = touched(&spec, contract.operation(), &resources);
            behaviours.push(Behaviour { contract, does, touched, success });
        }
        let names = resources.iter().map(|resource| resource.name.clone()).collect();
        let program = Self {
            spec,
            schemas,
            outlines,
            seed,
            router: Arc::new(router),
            resources: resources.into(),
            names,
            operations: behaviours.into(),
            refusals: Arc::new(refusals),
            speaks_of_auth,
        };
        (program, diagnostics)
    }
}

fn compile_resources(
    spec: &Spec,
    schemas: &Schemas,
    outlines: &Outlines,
    resources: IndexMap<String, language::Resource>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Resource> {
    let mut compiled = Vec::new();
    for (name, resource) in resources {
        let form = resource.schema.as_ref().and_then(|reference| {
            let found = Pointer::from_fragment(reference).and_then(|p| schemas.at(&p).ok());
            if found.is_none() {
                let place = Pointer::root().join("x-state").join(&name).join("schema");
                let message = format!("the reference `{reference}` leads to no schema");
                diagnostics.push(Diagnostic::error("E0302", message).at(&spec.document, &place));
            }
            found.map(|schema| outlines.of(schema))
        });
        compiled.push(Resource::new(name, resource, form));
    }
    compiled
}

fn success(
    schemas: &Schemas,
    outlines: &Outlines,
    resources: &[Resource],
    operation: &spec::Operation,
    does: Option<&Operation>,
) -> Success {
    let verb = does.map_or(Verb::None, |does| does.verb);
    let status =
        does.and_then(|does| does.clauses.status).unwrap_or_else(|| status(operation, verb));
    let response = operation.response(status);
    let media_type = response.and_then(|response| answered(None, &response.content));
    let form = media_type
        .and_then(|media_type| schemas.at(media_type.schema.as_ref()?).ok())
        .map(|schema| outlines.of(schema));
    let resource = does.and_then(|does| resources.iter().find(|r| r.name == does.resource));
    let shown =
        resource.and_then(|resource| resource.form.as_ref()).map(|form| form.schema().pointer());
    let respond = does.and_then(|does| does.clauses.respond.clone());
    let template = respond.or_else(|| match does {
        Some(_) => Some(envelope(form.as_ref()?, shown, verb)),
        None => example(media_type?, form.as_deref()).cloned().map(Template::Literal),
    });
    Success { status, content: media_type.map(|m| (m.range.clone(), form)), template }
}

/// Finds the resources whose names stand in an operation's `x-state`: a few too many at worst.
fn touched(spec: &Spec, operation: &spec::Operation, resources: &[Resource]) -> Vec<usize> {
    let said = spec.value(&operation.pointer.join("x-state")).map(ToString::to_string);
    let said = said.unwrap_or_default();
    (0..resources.len()).filter(|&index| said.contains(&resources[index].name)).collect()
}

/// Chooses the declared success status that fits the verb best.
fn status(operation: &spec::Operation, verb: Verb) -> u16 {
    let fitting: &[u16] = match verb {
        Verb::Create => &[201, 200, 202, 204],
        Verb::Delete => &[204, 200, 202],
        _ => &[200, 201, 202, 204],
    };
    let declared: Vec<_> = operation
        .responses
        .iter()
        .filter_map(|response| match response.status {
            StatusKey::Code(code) if code / 100 == 2 => Some(code),
            _ => None,
        })
        .collect();
    let fits = fitting.iter().find(|code| declared.contains(code)).or(declared.first());
    *fits.unwrap_or(&fitting[0])
}
