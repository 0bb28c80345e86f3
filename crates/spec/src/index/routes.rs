//! What operations have to do with each other: identifiers, shapes of paths, parameters in paths.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use crate::{Diagnostic, Location, Operation, Parameter, Pointer, Template};

/// Notes what is odd about operations side by side, and takes the parameters off them that their paths do not have.
pub(super) fn check(reader: &mut Reader<'_>, operations: &mut [Operation]) {
    identifiers(reader, operations);
    shapes(reader, operations);
    let mut told = BTreeSet::new();
    for operation in operations {
        undeclared(reader, operation);
        surplus(reader, operation, &mut told);
    }
}

fn identifiers(reader: &mut Reader<'_>, operations: &[Operation]) {
    let mut known = BTreeSet::new();
    for operation in operations {
        if !known.insert(&operation.id) {
            let message = format!("the `operationId` `{}` stands twice", operation.id);
            let help = "whoever names it means the first";
            let place = operation.pointer.join("operationId");
            reader.note(Diagnostic::warning("W0225", message).help(help), &place);
        }
    }
}

/// Notes templates that differ in nothing but the names of their parameters.
fn shapes(reader: &mut Reader<'_>, operations: &[Operation]) {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for operation in operations {
        let shape = format!("{:?}", Template::parse(&operation.path).nameless());
        let last = known.insert(shape, &operation.path);
        if let Some(last) = last.filter(|last| *last != operation.path) {
            let message = format!("`{}` is the same path as `{last}`", operation.path);
            let help = "write the two alike: they are served as one path";
            let diagnostic = Diagnostic::warning("W0221", message).help(help);
            reader.note(diagnostic, &operation.pointer);
        }
    }
}

fn undeclared(reader: &mut Reader<'_>, operation: &Operation) {
    for name in Template::parse(&operation.path).names() {
        let is_it = |p: &Parameter| p.location == Location::Path && p.name == name;
        if !operation.parameters.iter().any(is_it) {
            let message = format!("the parameter `{name}` of the path is not declared");
            let help = "it is any text; declare it in `parameters` with `in: path`";
            let diagnostic = Diagnostic::warning("W0222", message).help(help);
            reader.note(diagnostic, &operation.pointer);
        }
    }
}

/// Drops parameters that the path does not have; one that is shared by operations is told once.
fn surplus(reader: &mut Reader<'_>, operation: &mut Operation, told: &mut BTreeSet<Pointer>) {
    let template = Template::parse(&operation.path);
    operation.parameters.retain(|Parameter { name, location, pointer, .. }| {
        let stays = *location != Location::Path || template.names().any(|known| known == name);
        if !stays && told.insert(pointer.clone()) {
            let message = format!("the path `{}` has no parameter `{name}`", operation.path);
            let help = "it is passed over; take it out, or put it into the path";
            reader.note(Diagnostic::warning("W0223", message).help(help), pointer);
        }
        stays
    });
}
