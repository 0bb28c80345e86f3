//! Schemas that say nothing usable, that nothing fits, or that no value could be found for.

use counterpart_generate::{REFERENCE, Seed, Ungeneratable, sample};
use counterpart_schema::{Contradiction, FaultKind, Schema};
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
    for fault in schema.faults().into_iter().filter(|fault| fault.kind != FaultKind::Dangling) {
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
    let (whole, parts): (Vec<_>, Vec<_>) =
        schema.contradictions(site.travels.one()).into_iter().partition(|found| found.whole);
    let help = "change one of the keywords that exclude each other";
    for Contradiction { place, reason, .. } in &whole {
        let diagnostic = Diagnostic::error("E0120", format!("nothing fits this schema: {reason}"));
        findings.note(diagnostic.help(help), place);
    }
    for Contradiction { place, reason, .. } in &parts {
        // What is wrong elsewhere is told there, and a part that makes all of it impossible was told.
        let is_here = !place.below(site.pointer).as_str().is_empty();
        if is_here && !whole.iter().any(|found| found.place == *place) {
            let message = format!("nothing can ever stand here: {reason}");
            findings.note(Diagnostic::warning("W0245", message).help(help), place);
        }
    }
}
