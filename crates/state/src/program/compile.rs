//! From document to program.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_exchange::{Contract, Router};
use counterpart_generate::Seed;
use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::{self as spec, Diagnostic, Location, Parameter, Pointer, Spec, StatusKey};
use indexmap::IndexMap;

use super::resource::Resource;
use super::{Behaviour, Program, fields};
use crate::Inference;
use crate::expression::Template;
use crate::language::{self, Extensions, Operation};

impl Program {
    /// Compiles a document; what it does not say of its state is inferred, and parts that do not work are reported and left out.
    pub fn compile(spec: impl Into<Arc<Spec>>, seed: Seed) -> (Self, Vec<Diagnostic>) {
        Self::compiled(spec.into(), seed, Inference::of)
    }

    /// Compiles a document as [`Program::compile`] does, without inferring anything.
    pub fn compile_declared(spec: impl Into<Arc<Spec>>, seed: Seed) -> (Self, Vec<Diagnostic>) {
        Self::compiled(spec.into(), seed, |_, _, _| Inference::default())
    }

    fn compiled(
        spec: Arc<Spec>,
        seed: Seed,
        infer: impl FnOnce(&Spec, &Schemas, &Outlines) -> Inference,
    ) -> (Self, Vec<Diagnostic>) {
        let schemas = Schemas::new(Arc::clone(&spec.document.value));
        let outlines = Outlines::default();
        let (router, unroutable) = Router::new(&spec);
        let inference = infer(&spec, &schemas, &outlines);
        let (extensions, mut diagnostics) = language::read(&spec, &inference);
        for (index, reason) in unroutable {
            let pointer = &spec.operations[index].pointer;
            let message = format!("this operation cannot be reached: {reason}");
            diagnostics.push(Diagnostic::error("E0105", message).at(&spec.document, pointer));
        }
        let Extensions { resources, operations, refusals, speaks_of_auth } = extensions;
        let mut resources =
            compile_resources(&spec, &schemas, &outlines, resources, &mut diagnostics);
        keys(&spec, &schemas, &operations, &mut resources);
        diagnostics.extend(fields::check(&spec, &schemas, &outlines, &resources, &operations));
        let mut behaviours = Vec::with_capacity(operations.len());
        for (index, does) in operations.into_iter().enumerate() {
            let contract = Contract::new(&spec, &schemas, &outlines, index);
            let touched = touched(&spec, &inference, index, &resources);
            behaviours.push(Behaviour::new(contract, does, touched));
        }
        mark_versioned(&mut behaviours);
        let names = resources.iter().map(|resource| resource.name.clone()).collect();
        let program = Self {
            spec,
            schemas,
            outlines,
            inference: Arc::new(inference),
            seed,
            router: Arc::new(router),
            resources: resources.into(),
            names,
            operations: behaviours.into(),
            refusals: Arc::new(refusals),
            speaks_of_auth,
            twin: None,
            is_dynamic: false,
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
    let names: Vec<_> = resources.keys().cloned().collect();
    for (name, resource) in resources {
        let at = Pointer::root().join("x-state").join(&name);
        let mut report = |message: String, place: Pointer, help| {
            let mut error = Diagnostic::error("E0302", message).at(&spec.document, &place);
            error.help = help;
            diagnostics.push(error);
        };
        let own = resource.schema.iter().map(|reference| (reference, at.join("schema")));
        let views = at.join("views");
        let views = resource.views.iter().enumerate().map(|(i, view)| (view, views.join(i)));
        let mut forms = Vec::new();
        for (reference, place) in own.chain(views) {
            match Pointer::from_fragment(reference).and_then(|p| schemas.at(&p).ok()) {
                Some(schema) => forms.push(outlines.of(schema)),
                None => {
                    report(format!("the reference `{reference}` leads to no schema"), place, None);
                }
            }
        }
        let mut refers = Vec::new();
        for (field, other) in &resource.refers {
            if let Some(index) = names.iter().position(|name| name == other) {
                refers.push((field.clone(), index));
            } else {
                let place = at.join("refers").join(field);
                let help = language::meant(other, names.iter().map(String::as_str));
                report(format!("there is no resource `{other}`"), place, help);
            }
        }
        compiled.push(Resource::new(name, resource, forms.into(), refers));
    }
    compiled
}

/// Lets the resources know the path parameters that name their records.
fn keys(
    spec: &Spec,
    schemas: &Schemas,
    operations: &[Option<Operation>],
    resources: &mut [Resource],
) {
    for (declared, does) in spec.operations.iter().zip(operations) {
        let Some(does) = does else { continue };
        let Some(resource) = resources.iter_mut().find(|r| r.name == does.resource) else {
            continue;
        };
        let Some(Template::Expression(key)) = &does.clauses.key else { continue };
        let names = key.names();
        let parameter = declared.parameters.iter().find(|parameter| {
            let is_key = |name: &String| *name == format!("path.{}", parameter.name);
            parameter.location == Location::Path && names.len() == 1 && names.iter().all(is_key)
        });
        let schema = parameter.and_then(|parameter| schemas.at(parameter.schema.as_ref()?).ok());
        if let Some(schema) = schema.filter(|schema| !resource.keys.contains(schema)) {
            resource.keys.push(schema);
        }
    }
}

/// Finds the resources whose names stand in an operation's `x-state`, a few too many at worst, and those that their records speak of, which come first.
fn touched(
    spec: &Spec,
    inference: &Inference,
    operation: usize,
    resources: &[Resource],
) -> Vec<usize> {
    let declared = language::said(spec, &spec.operations[operation]);
    let said = match (declared, inference.operations.get(&operation)) {
        (Some((said, _)), _) => said.to_string(),
        (None, Some(note)) => note.value().to_string(),
        (None, None) => return Vec::new(),
    };
    let mut touched = Vec::new();
    for index in (0..resources.len()).filter(|&index| said.contains(&resources[index].name)) {
        reach(resources, index, &mut Vec::new(), &mut touched);
    }
    touched
}

/// Puts a resource behind those it speaks of; circles are cut where they close.
pub(super) fn reach(
    resources: &[Resource],
    index: usize,
    above: &mut Vec<usize>,
    reached: &mut Vec<usize>,
) {
    if above.contains(&index) || reached.contains(&index) {
        return;
    }
    above.push(index);
    for (_, other) in resources[index].parents.iter().chain(&resources[index].refers) {
        reach(resources, *other, above, reached);
    }
    above.pop();
    reached.push(index);
}

/// Marks the operations that are about records whose versions the document speaks of: by a header, a status or a condition of any operation on the same resource.
fn mark_versioned(behaviours: &mut [Behaviour]) {
    let of = |behaviour: &Behaviour| Some(behaviour.does.as_ref()?.resource.clone());
    let speaking = behaviours.iter().filter(|b| speaks_of_versions(b.contract.operation()));
    let versioned: BTreeSet<_> = speaking.filter_map(of).collect();
    for behaviour in behaviours {
        behaviour.versioned = of(behaviour).is_some_and(|resource| versioned.contains(&resource));
    }
}

fn speaks_of_versions(operation: &spec::Operation) -> bool {
    let is_one = |names: &[&str], parameter: &Parameter| {
        parameter.location == Location::Header
            && names.iter().any(|name| parameter.name.eq_ignore_ascii_case(name))
    };
    let conditions = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"];
    operation.parameters.iter().any(|parameter| is_one(&conditions, parameter))
        || operation.responses.iter().any(|response| {
            matches!(response.status, StatusKey::Code(304 | 412))
                || response.headers.iter().any(|header| is_one(&["ETag", "Last-Modified"], header))
        })
}
