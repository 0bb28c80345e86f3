//! What operations have to do with each other: identifiers, shapes of paths, parameters in paths.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use crate::{Diagnostic, Location, Operation, Template};

/// Notes what is odd about operations side by side.
pub(super) fn check(reader: &mut Reader<'_>, operations: &[Operation]) {
    identifiers(reader, operations);
    shapes(reader, operations);
    for operation in operations {
        path_parameters(reader, operation);
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

fn path_parameters(reader: &mut Reader<'_>, operation: &Operation) {
    let template = Template::parse(&operation.path);
    let declared = operation.parameters.iter().filter(|p| p.location == Location::Path);
    let declared: Vec<_> = declared.collect();
    for name in template.names() {
        if !declared.iter().any(|parameter| parameter.name == name) {
            let message = format!("the parameter `{name}` of the path is not declared");
            let help = "it is any text; declare it in `parameters` with `in: path`";
            let diagnostic = Diagnostic::warning("W0222", message).help(help);
            reader.note(diagnostic, &operation.pointer);
        }
    }
    for parameter in declared {
        if !template.names().any(|name| name == parameter.name) {
            let message =
                format!("the path `{}` has no parameter `{}`", operation.path, parameter.name);
            let help = "it is passed over; take it out, or put it into the path";
            let diagnostic = Diagnostic::warning("W0223", message).help(help);
            reader.note(diagnostic, &parameter.pointer);
        }
    }
}
