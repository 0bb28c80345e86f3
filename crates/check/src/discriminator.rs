//! Mappings of a `discriminator` that lead nowhere.

use counterpart_spec::grammar::Kind;
use counterpart_spec::{Diagnostic, Pointer};
use serde_json::Value;

use crate::findings::Findings;
use crate::sites::Site;

/// Notes each tag that stands for the name of a schema that is not there; what is written as a reference was followed when the document was loaded.
pub(crate) fn check(site: &Site<'_>, findings: &mut Findings<'_>) {
    let mapping = site.value.pointer("/discriminator/mapping").and_then(Value::as_object);
    let (Kind::Schema, Some(mapping)) = (site.kind, mapping) else { return };
    let document = &findings.document.value;
    let named = |name: &str| Pointer::root().join("components").join("schemas").join(name);
    let leads =
        |target: &str| target.contains(['/', '#']) || named(target).resolve(document).is_some();
    let lost: Vec<_> = mapping
        .iter()
        .filter_map(|(tag, target)| Some((tag, target.as_str()?)))
        .filter(|(_, target)| !leads(target))
        .collect();
    for (tag, target) in lost {
        let message = format!("the tag `{tag}` stands for `{target}`, which is no schema");
        let help = "write the name of a schema in `components.schemas`, or a reference";
        let pointer = site.pointer.join("discriminator").join("mapping").join(tag);
        findings.note(Diagnostic::warning("W0244", message).help(help), &pointer);
    }
}
