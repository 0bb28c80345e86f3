//! Schemas that say nothing usable, that nothing fits, or that no value could be found for.

use counterpart_generate::{REFERENCE, Seed, Ungeneratable, sample};
use counterpart_schema::{Contradiction, Schema};
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
    contradictions(site, &schema, findings);
    let mut rng = Seed(1).stream(&["check", site.pointer.as_str()]);
    // That the schema excludes everything was told with the reason.
    if let Err(Ungeneratable::NotFound { pointer, reason }) =
        sample(&schema, site.travels.one(), &mut rng, REFERENCE)
    {
        let message = format!("no value was found that fits this schema: {reason}");
        let help = "give it an example that fits, and that is used instead";
        findings.note(Diagnostic::warning("W0240", message).help(help), &pointer);
    }
}

/// Notes what nothing fits: the schema as a whole, or an optional part of it that can never be there.
fn contradictions(site: &Site<'_>, schema: &Schema, findings: &mut Findings<'_>) {
    let mut found = schema.contradictions(site.travels.one());
    found.sort_by_key(|contradiction| !contradiction.whole);
    for Contradiction { place, reason, whole, .. } in found {
        let diagnostic = if whole {
            Diagnostic::error("E0120", format!("nothing fits this schema: {reason}"))
        } else {
            Diagnostic::warning("W0245", format!("nothing can ever stand here: {reason}"))
        };
        findings
            .note(diagnostic.help("change one of the keywords that exclude each other"), &place);
    }
}
