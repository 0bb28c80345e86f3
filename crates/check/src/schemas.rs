//! Schemas that say nothing usable, that nothing fits, or that no value could be found for.

use counterpart_generate::{REFERENCE, Seed, Ungeneratable, sample};
use counterpart_schema::SchemaError;
use counterpart_spec::Diagnostic;
use counterpart_spec::grammar::Kind;

use crate::findings::Findings;
use crate::sites::Site;

/// Notes what is wrong with a schema and all that stands in it; what it refers to is looked at where it stands.
pub(crate) fn check(site: &Site<'_>, findings: &mut Findings<'_>) {
    if site.kind != Kind::Schema || site.is_subschema {
        return;
    }
    // What leads nowhere was told when the document was loaded.
    let Ok(schema) = findings.schemas.at(site.pointer) else { return };
    if schema.pointer() != site.pointer {
        return;
    }
    for fault in schema.faults() {
        findings.note(fault.diagnostic(findings.document), &fault.pointer);
    }
    let mut rng = Seed(1).stream(&["check", site.pointer.as_str()]);
    match sample(&schema, site.travels.one(), &mut rng, REFERENCE) {
        Ok(_) => {}
        Err(Ungeneratable::Schema(error)) => {
            let pointer = match &error {
                SchemaError::Unsatisfiable { pointer } => pointer.clone(),
                _ => site.pointer.clone(),
            };
            let help = "loosen one of the keywords that contradict each other";
            findings.note(Diagnostic::error("E0120", error.to_string()).help(help), &pointer);
        }
        Err(Ungeneratable::NotFound { pointer, reason }) => {
            let message = format!("no value was found that fits this schema: {reason}");
            let help = "give it an example that fits, and that is used instead";
            findings.note(Diagnostic::warning("W0240", message).help(help), &pointer);
        }
    }
}
