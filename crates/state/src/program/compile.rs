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
use crate::language::{self, Extensions};

impl Program {
    /// Compiles a document; parts that do not work are reported and left out.
    pub fn compile(spec: impl Into<Arc<Spec>>, seed: Seed) -> (Self, Vec<Diagnostic>) {
        let spec: Arc<Spec> = spec.into();
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
            let touched = touched(&spec, contract.operation(), &resources);
            behaviours.push(Behaviour::new(contract, does, touched));
        }
        mark_versioned(&mut behaviours);
        let names = resources.iter().map(|resource| resource.name.clone()).collect();
        let operations = behaviours;
        let program = Self {
            spec,
            schemas,
            outlines,
            seed,
            router,
            resources,
            names,
            operations,
            refusals,
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

/// Finds the resources whose names stand in an operation's `x-state`: a few too many at worst.
fn touched(spec: &Spec, operation: &spec::Operation, resources: &[Resource]) -> Vec<usize> {
    let said = spec.value(&operation.pointer.join("x-state")).map(ToString::to_string);
    let said = said.unwrap_or_default();
    (0..resources.len()).filter(|&index| said.contains(&resources[index].name)).collect()
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
