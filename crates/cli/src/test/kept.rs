//! What one run leaves for the next: a file for each finding, which is looked for again.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use counterpart_contract::{Finding, SavedReplay, Scenario, Settings, Subject};
use counterpart_report::Report;

use crate::{Exit, named, render};

/// The findings of earlier runs, each with its file.
#[derive(Debug, Default)]
pub(super) struct Kept {
    folder: PathBuf,
    /// Those that mean something to the document.
    known: Vec<(PathBuf, SavedReplay)>,
}

impl Kept {
    /// Reads those of a folder that a run plays; a folder that is not there has none.
    pub(super) fn read(
        folder: PathBuf,
        subject: &Subject,
        settings: &Settings,
    ) -> Result<(Self, Vec<Scenario>), Exit> {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok((Self { folder, known: Vec::new() }, Vec::new()));
            }
            Err(error) => return Err(named::unread(&folder, &error.to_string())),
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let is_json = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "json");
        let mut paths: Vec<_> = paths.filter(is_json).collect();
        paths.sort();
        let (shard, shards) = settings.shard;
        let (mut known, mut scenarios) = (Vec::new(), Vec::new());
        for path in paths.into_iter().skip(shard - 1).step_by(shards) {
            let replay = read(&path)?;
            match replay.scenario(subject) {
                Ok(scenario) if !settings.plays(subject, &scenario) => {}
                Ok(scenario) => {
                    scenarios.push(scenario);
                    known.push((path, replay));
                }
                Err(error) => render::note(&format!(
                    "`{}` is not looked for: {error}; delete it, or run with the document it is of",
                    path.display()
                )),
            }
        }
        Ok((Self { folder, known }, scenarios))
    }

    /// Writes a file for each finding, unless it is there as it is.
    pub(super) fn write(&self, report: &Report) -> Result<(), Exit> {
        if report.findings.is_empty() {
            return Ok(());
        }
        named::folder(&self.folder)?;
        for finding in &report.findings {
            let path = self.folder.join(format!("{}.json", finding.id));
            let text = SavedReplay::of(&report.document, finding).to_json();
            if !std::fs::read(&path).is_ok_and(|known| known == text.as_bytes()) {
                named::write(&path, &text)?;
            }
        }
        Ok(())
    }

    /// Tells which of the first findings, as many as were looked for, were not seen again; their files are removed only if that is asked for.
    pub(super) fn settle(
        &self,
        report: &Report,
        accepted: &[Finding],
        played: usize,
        update: bool,
    ) {
        let played = self.known.iter().take(played);
        let is_found = |replay: &SavedReplay| {
            let name = format!("{}: {}: ", replay.operation, replay.check.name());
            // What was seen once may be there still.
            report.findings.iter().chain(accepted).any(|found| found.id == replay.id)
                || report.summary.unconfirmed.iter().any(|seen| seen.starts_with(&name))
        };
        for (path, replay) in played.filter(|(_, replay)| !is_found(replay)) {
            let SavedReplay { check, operation, message, .. } = replay;
            let what = format!("not seen any more: {operation}: {}: {message}", check.name());
            let file = path.display();
            render::note(&match update.then(|| std::fs::remove_file(path)) {
                None => format!("{what}; `--replays-update` removes `{file}`"),
                Some(Ok(())) => format!("{what}; `{file}` is removed"),
                Some(Err(error)) => format!("{what}; `{file}` cannot be removed: {error}"),
            });
        }
    }
}

/// Reads the file of a finding.
pub(crate) fn read(path: &Path) -> Result<SavedReplay, Exit> {
    SavedReplay::from_json(&named::read(path)?).map_err(|error| named::unread(path, &error))
}
