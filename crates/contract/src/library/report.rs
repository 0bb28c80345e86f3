//! What a run inside a program found.

use std::fmt;

use crate::{Accepted, Baseline, Finding, Severity, Summary};

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub(super) findings: Vec<Finding>,
    pub(super) accepted: Vec<Finding>,
    pub(super) summary: Summary,
}

impl Report {
    /// Lists what does not hold and is not accepted, in the order in which it was found.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Lists what does not hold and is accepted by the baseline.
    pub fn accepted(&self) -> &[Finding] {
        &self.accepted
    }

    /// Gives the run in figures; what is accepted is not counted.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Tells whether nothing is wrong; warnings are no reason to say so.
    pub fn is_clean(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Warning)
    }

    /// Makes a baseline that accepts all that was found.
    pub fn baseline(&self) -> Baseline {
        Baseline::of(self.findings.iter().chain(&self.accepted).map(Accepted::from))
    }

    /// Demands that nothing is wrong, and that operations were called at all.
    ///
    /// # Panics
    /// There are errors; the panic says all findings. Or no operation was answered with success, so that next to nothing was tested.
    #[track_caller]
    pub fn assert_clean(&self) {
        assert!(self.is_clean(), "the service breaks its contract\n\n{self}");
        let nothing = self.summary.tested_nothing();
        assert!(!nothing, "no operation was answered with success: are there credentials?\n{self}");
    }
}

/// Shows the findings and a line that sums them up.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}\n")?;
        }
        if !self.accepted.is_empty() {
            writeln!(f, "accepted by the baseline: {}", self.accepted.len())?;
        }
        self.summary.fmt(f)
    }
}
