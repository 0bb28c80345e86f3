//! References after a conversion: they lead to where their targets went.

use serde_json::{Map, Value};

use super::journal::Journal;
use super::walk::walk;
use crate::Pointer;
use crate::grammar::Kind;

/// Writes anew all references of a document that lead to what was moved.
pub(super) fn rewrite(document: &mut Value, journal: &mut Journal<'_>) {
    walk(document, journal, &mut |journal, kind, value, _| {
        let Value::Object(object) = value else { return };
        lead(journal, object, "$ref");
        match kind {
            Kind::Root => resources(journal, object),
            Kind::Link => lead(journal, object, "operationRef"),
            Kind::Schema => {
                lead(journal, object, "$dynamicRef");
                let discriminator = object.get_mut("discriminator");
                let mapping = discriminator.and_then(|d| d.get_mut("mapping"));
                if let Some(Value::Object(mapping)) = mapping {
                    mapping.values_mut().for_each(|target| forward(journal, target));
                }
            }
            _ => {}
        }
    });
}

/// The state language names schemas by reference, too.
fn resources(journal: &Journal<'_>, root: &mut Map<String, Value>) {
    let Some(Value::Object(resources)) = root.get_mut("x-state") else { return };
    for resource in resources.values_mut().filter_map(Value::as_object_mut) {
        lead(journal, resource, "schema");
    }
}

fn lead(journal: &Journal<'_>, object: &mut Map<String, Value>, key: &str) {
    if let Some(reference) = object.get_mut(key) {
        forward(journal, reference);
    }
}

fn forward(journal: &Journal<'_>, reference: &mut Value) {
    let Some(before) = reference.as_str().and_then(Pointer::from_fragment) else { return };
    let now = journal.now(&before);
    if now != before {
        *reference = Value::String(now.to_fragment());
    }
}
