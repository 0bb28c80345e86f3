//! The folder of the snapshots: what answers looked like, in the format of insta.

use std::path::{Path, PathBuf};

use counterpart_contract::{Event, Observer, Subject};
use counterpart_exchange::Secrets;
use counterpart_report::{Snapshots, Written};

use crate::plural::plural;
use crate::{Exit, render};

/// Records a run, for a folder.
pub(super) struct Folder {
    folder: PathBuf,
    snapshots: Snapshots,
}

impl Folder {
    pub(super) fn new(folder: PathBuf, subject: &Subject, secrets: &Secrets) -> Self {
        Self { folder, snapshots: Snapshots::new(subject.clone(), secrets.clone()) }
    }

    /// Writes new snapshots, and those that changed beside the old ones, or over them if that is asked for.
    pub(super) fn write(self, update: bool) -> Result<(), Exit> {
        let failed = |path: &Path, error: &std::io::Error| {
            let message = format!("`{}` cannot be written: {error}", path.display());
            render::error(&message, "make room for it");
            Exit::Output
        };
        std::fs::create_dir_all(&self.folder).map_err(|error| failed(&self.folder, &error))?;
        let mut changed = 0;
        for snapshot in self.snapshots.take() {
            let path = self.folder.join(format!("{}.snap", snapshot.name));
            let beside = self.folder.join(format!("{}.snap.new", snapshot.name));
            let old = std::fs::read_to_string(&path).ok();
            let to = match snapshot.decide(old.as_deref(), update) {
                Written::Unchanged => None,
                Written::Snap => Some(&path),
                Written::New => {
                    changed += 1;
                    Some(&beside)
                }
            };
            if let Some(to) = to {
                std::fs::write(to, &snapshot.text).map_err(|error| failed(to, &error))?;
            }
            // What was to be reviewed is out of date.
            if to != Some(&beside) && beside.exists() {
                std::fs::remove_file(&beside).map_err(|error| failed(&beside, &error))?;
            }
        }
        if changed > 0 {
            let (changed, folder) = (plural(changed, "snapshot"), self.folder.display());
            let help = "`cargo insta review` shows it, `--snapshots-update` takes it";
            render::note(&format!("{changed} of `{folder}` changed: {help}"));
        }
        Ok(())
    }
}

impl Observer for Folder {
    fn observe(&mut self, event: &Event) {
        self.snapshots.observe(event);
    }
}
