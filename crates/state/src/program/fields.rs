//! Fields that no record has: a misspelt one in a clause would match nothing, without a word.

use std::collections::BTreeSet;

use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::{self as spec, Diagnostic, Pointer, Spec};

use super::resource::Resource;
use crate::answer::HIDDEN;
use crate::expression::Template;
use crate::language::{Filter, Operation, Verb, meant};

/// Warns of fields in `where`, `sort`, `group` and `unset` that a resource's records cannot have.
///
/// Says nothing of a resource without a schema, or into which an operation writes what only an expression knows.
pub(super) fn check(
    spec: &Spec,
    schemas: &Schemas,
    outlines: &Outlines,
    resources: &[Resource],
    operations: &[Option<Operation>],
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let pairs: Vec<_> = spec.operations.iter().zip(operations).collect();
    for resource in resources {
        let Some(known) = known(schemas, outlines, resource, &pairs) else { continue };
        for (declared, operation) in &pairs {
            let Some(operation) = operation else { continue };
            let mut used = Vec::new();
            uses(operation, &resource.name, &declared.pointer.join("x-state"), &mut used);
            for (field, pointer) in used
                .into_iter()
                .filter(|(field, _)| !known.contains(field) && !field.starts_with(HIDDEN))
            {
                let message = format!("no record of `{}` has a field `{field}`", resource.name);
                let mut warning =
                    Diagnostic::warning("W0302", message).at(&spec.document, &pointer);
                warning.help = meant(&field, known.iter().map(String::as_str));
                diagnostics.push(warning);
            }
        }
    }
    diagnostics
}

/// Lists the fields that a resource's records may have; `None` where that cannot be said.
fn known(
    schemas: &Schemas,
    outlines: &Outlines,
    resource: &Resource,
    operations: &[(&spec::Operation, &Option<Operation>)],
) -> Option<BTreeSet<String>> {
    resource.form()?;
    let seeds = &resource.seeds;
    let properties = resource.forms.iter().flat_map(|form| form.properties());
    let mut known: BTreeSet<String> = properties.map(|(name, _)| name.to_owned()).collect();
    known.insert(resource.key.clone());
    known.extend(resource.refers.iter().map(|(name, _)| name.clone()));
    for fields in [&resource.new, &resource.partition, &seeds.set] {
        known.extend(fields.0.iter().map(|(name, _)| name.clone()));
    }
    known.extend(seeds.records.iter().flat_map(|record| record.keys().cloned()));
    for (declared, operation) in operations {
        for operation in operation.iter().flat_map(Operation::with_effects) {
            let writes =
                !matches!(operation.verb, Verb::Read | Verb::List | Verb::Delete | Verb::None);
            if operation.resource != resource.name || !writes {
                continue;
            }
            known.extend(operation.clauses.with.0.iter().map(|(name, _)| name.clone()));
            match &operation.clauses.set {
                Some(Template::Object(fields)) => {
                    known.extend(fields.0.iter().map(|(name, _)| name.clone()));
                }
                Some(_) => return None,
                None => {
                    let content = declared.body.iter().flat_map(|body| &body.content);
                    let bodies = content.filter_map(|m| schemas.at(m.schema.as_ref()?).ok());
                    for body in bodies.map(|schema| outlines.of(schema)) {
                        known.extend(body.properties().map(|(name, _)| name.to_owned()));
                    }
                }
            }
        }
    }
    Some(known)
}

/// Collects the fields that an operation and its effects speak of, each with its place.
fn uses(operation: &Operation, resource: &str, at: &Pointer, used: &mut Vec<(String, Pointer)>) {
    let clauses = &operation.clauses;
    for (index, effect) in clauses.effects.iter().enumerate() {
        uses(effect, resource, &at.join("effects").join(index), used);
    }
    if operation.resource != resource {
        return;
    }
    if let Some(Filter::Fields(fields)) = &clauses.filter {
        used.extend(fields.iter().map(|(name, ..)| (name.clone(), at.join("where").join(name))));
    }
    used.extend(clauses.group.iter().map(|name| (name.clone(), at.join("group"))));
    used.extend(clauses.unset.iter().map(|name| (name.clone(), at.join("unset"))));
    if let Some(Template::Literal(serde_json::Value::String(by))) =
        clauses.sort.as_ref().map(|s| &s.by)
    {
        used.push((by.trim_start_matches('-').to_owned(), at.join("sort")));
    }
}
