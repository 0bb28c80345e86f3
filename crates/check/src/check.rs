//! The walk over a document, and the rules it asks at each place.

use counterpart_spec::{Diagnostic, Spec};

use crate::findings::Findings;
use crate::sites::{Site, walk};
use crate::{discriminator, examples, kinds, schemas};

/// One rule: looks at one place, and notes what is wrong there.
type Rule = fn(&Site<'_>, &mut Findings<'_>);

const RULES: [Rule; 4] = [schemas::check, kinds::check, examples::check, discriminator::check];

/// Lists what is wrong with a document, in the order of its text; each cause once, however often it is used.
pub fn check(spec: &Spec) -> Vec<Diagnostic> {
    let mut findings = Findings::new(&spec.document);
    walk(&spec.document.value, &mut |site| {
        for rule in RULES {
            rule(site, &mut findings);
        }
    });
    findings.into_diagnostics()
}
