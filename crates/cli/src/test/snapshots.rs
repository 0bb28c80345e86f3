//! The folder of the snapshots: what answers looked like, in the format of insta.

use std::path::PathBuf;

use counterpart_contract::{Callers, Event, Mask, Observer, Subject};
use counterpart_report::{Snapshots, Written};

use crate::plural::plural;
use crate::{Exit, named, render};

/// Records a run, for a folder.
pub(super) struct Folder {
    root: PathBuf,
    snapshots: Snapshots,
    /// What of calls is not written.
    mask: Mask,
}

impl Folder {
    /// Makes ready to record; makes the folder first, as a run whose results cannot be written is for nothing.
    pub(super) fn new(folder: PathBuf, subject: &Subject, callers: &Callers) -> Result<Self, Exit> {
        named::folder(&folder)?;
        let snapshots = Snapshots::new(subject.clone(), callers.secrets(subject.spec()));
        Ok(Self { root: folder, snapshots, mask: callers.mask(subject) })
    }

    /// Writes new snapshots, and those that changed beside the old ones, or over them if that is asked for.
    pub(super) fn write(self, update: bool) -> Result<(), Exit> {
        let mut changed = 0;
        for snapshot in self.snapshots.take() {
            let path = self.root.join(format!("{}.snap", snapshot.name));
            let beside = self.root.join(format!("{}.snap.new", snapshot.name));
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
                named::write(to, &snapshot.text)?;
            }
            // What was to be reviewed is out of date.
            if to != Some(&beside) && beside.exists() {
                std::fs::remove_file(&beside).map_err(|error| named::unwritten(&beside, &error))?;
            }
        }
        if changed > 0 {
            let (changed, folder) = (plural(changed, "snapshot"), self.root.display());
            let help = "`cargo insta review` shows it, `--snapshots-update` takes it";
            render::note(&format!("{changed} of `{folder}` changed: {help}"));
        }
        Ok(())
    }
}

impl Observer for Folder {
    fn observe(&mut self, event: &Event) {
        self.snapshots.observe(&self.mask.event(event));
    }
}
