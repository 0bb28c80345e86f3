//! The file of the findings that are accepted.

use std::io::ErrorKind;
use std::path::PathBuf;

use counterpart_contract::{Accepted, Baseline, Finding};
use counterpart_report::Report;

use super::Look;
use crate::plural::plural;
use crate::{Exit, named, render};

/// What is accepted, and where that is written.
pub(super) struct Known {
    pub(super) baseline: Baseline,
    file: Option<PathBuf>,
    update: bool,
}

impl Known {
    /// Reads the file; where it is to be written, there may be none yet.
    pub(super) fn read(file: Option<PathBuf>, update: bool) -> Result<Self, Exit> {
        let Some(path) = &file else {
            if update {
                render::error("there is no file to write", "name it with `--baseline`");
                return Err(Exit::Usage);
            }
            return Ok(Self { baseline: Baseline::default(), file, update });
        };
        let name = path.display();
        let baseline = match std::fs::read(path) {
            Ok(text) => Baseline::from_json(&text).map_err(|error| {
                let help = "`--baseline-update` writes it; keep it as it is written";
                render::error(&format!("`{name}` is no baseline: {error}"), help);
                Exit::Usage
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound && update => Baseline::default(),
            Err(error) => {
                let help = "check the path, or let `--baseline-update` write it";
                render::error(&format!("`{name}` cannot be read: {error}"), help);
                return Err(Exit::Usage);
            }
        };
        Ok(Self { baseline, file, update })
    }

    /// Tells what was accepted and, after a run that looked everywhere, what is not seen any more; writes the file if that is asked for.
    pub(super) fn settle(
        &self,
        report: &Report,
        accepted: &[Finding],
        is_whole: bool,
        look: Look,
    ) -> Result<(), Exit> {
        if !accepted.is_empty() {
            let count = plural(accepted.len(), "finding");
            render::note(&format!("{count} accepted by the baseline"));
        }
        for Finding { check, operation, message, .. } in accepted.iter().filter(|_| !look.quiet) {
            render::note(&format!("accepted: {operation}: {}: {message}", check.name()));
        }
        let found: Vec<_> = report.findings.iter().chain(accepted).collect();
        let is_tested = |name: &String| report.operations.iter().any(|o| o.operation == *name);
        let is_gone = |entry: &&Accepted| {
            is_whole
                && is_tested(&entry.operation)
                && !found.iter().any(|found| found.id == entry.id)
        };
        let gone: Vec<_> = self.baseline.entries().filter(is_gone).collect();
        for Accepted { check, operation, message, .. } in &gone {
            let what = format!("{operation}: {}: {message}", check.name());
            render::note(&format!("accepted, and not seen any more: {what}"));
        }
        if self.update { self.write(&found, &gone) } else { Ok(()) }
    }

    /// Accepts what was found, and what was accepted already and not looked for.
    fn write(&self, found: &[&Finding], gone: &[&Accepted]) -> Result<(), Exit> {
        let Some(path) = &self.file else { return Ok(()) };
        let kept = self.baseline.entries().filter(|entry| !gone.contains(entry)).cloned();
        let new = found.iter().map(|finding| Accepted::from(*finding));
        let updated = Baseline::of(kept.chain(new));
        named::write(path, &updated.to_json())?;
        let count = plural(updated.entries().count(), "finding");
        render::note(&format!("`{}` accepts {count} from now on", path.display()));
        Ok(())
    }
}
