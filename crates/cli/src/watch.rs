//! Files that are watched while something else runs.
//!
//! What is watched are the folders of the files: editors replace a file by another of its name, and so do links of a container's configuration.
//! Assumes that reading a file again is cheap enough to be done once too often.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use counterpart_files::STACK;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// A change is looked at once there was none for so long: an editor makes several of one.
const QUIET: Duration = Duration::from_millis(60);

/// How often files are looked at where the system does not tell of changes.
const POLL: Duration = Duration::from_millis(500);

/// What the watching thread is told.
enum Signal {
    Changed(Vec<PathBuf>),
    Stop,
}

/// Runs a function, and meanwhile another for every group of files of which one has changed, with its index; that one gives the files of the group from then on, unless they are as before.
///
/// # Errors
/// The system lets nobody watch files, as text; nothing was run.
pub(crate) fn beside<T>(
    groups: Vec<Vec<PathBuf>>,
    changed: impl Fn(usize) -> Option<Vec<PathBuf>> + Send,
    run: impl FnOnce() -> T,
) -> Result<T, String> {
    let (tell, told) = channel();
    let mut watch = Watch::new(&tell)?;
    let groups: Vec<_> = groups.into_iter().map(|files| watch.all(&files)).collect();
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("watch".to_owned()).stack_size(STACK);
        let started = thread.spawn_scoped(scope, move || follow(&told, watch, groups, changed));
        started.map_err(|error| error.to_string())?;
        let done = run();
        // A thread that has ended needs no signal.
        let _ = tell.send(Signal::Stop);
        Ok(done)
    })
}

/// Waits for changes until it is told to stop.
fn follow(
    told: &Receiver<Signal>,
    mut watch: Watch,
    mut groups: Vec<Vec<PathBuf>>,
    changed: impl Fn(usize) -> Option<Vec<PathBuf>>,
) {
    loop {
        let Ok(Signal::Changed(mut paths)) = told.recv() else { return };
        loop {
            match told.recv_timeout(QUIET) {
                Ok(Signal::Changed(more)) => paths.extend(more),
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        for (index, files) in groups.iter_mut().enumerate() {
            if files.iter().any(|file| paths.contains(file))
                && let Some(now) = changed(index)
            {
                *files = watch.all(&now);
            }
        }
    }
}

/// The folders that are watched.
struct Watch {
    watcher: Box<dyn Watcher + Send>,
    folders: Vec<PathBuf>,
    tell: Sender<Signal>,
    is_polling: bool,
}

impl Watch {
    /// Asks the system to tell of changes; where it does not, looks itself.
    fn new(tell: &Sender<Signal>) -> Result<Self, String> {
        let system = RecommendedWatcher::new(handler(tell), Config::default());
        let (watcher, is_polling) = match system {
            Ok(watcher) => (Box::new(watcher) as Box<dyn Watcher + Send>, false),
            Err(_) => (polling(tell).map_err(|error| error.to_string())?, true),
        };
        Ok(Self { watcher, folders: Vec::new(), tell: tell.clone(), is_polling })
    }

    /// Watches files; gives them as the system names them when they change, also those that links lead to.
    fn all(&mut self, files: &[PathBuf]) -> Vec<PathBuf> {
        let mut named = Vec::new();
        for file in files {
            let targets = [Some(file.clone()), file.canonicalize().ok()];
            for target in targets.into_iter().flatten().filter_map(|file| in_folder(&file)) {
                if !named.contains(&target) {
                    self.folder(target.parent().unwrap_or(Path::new("/")));
                    named.push(target);
                }
            }
        }
        named
    }

    fn folder(&mut self, folder: &Path) {
        if self.folders.iter().any(|known| known == folder) {
            return;
        }
        if self.watcher.watch(folder, RecursiveMode::NonRecursive).is_err() {
            // Systems watch a bounded number of folders for all that run on them.
            let polling = if self.is_polling { None } else { polling(&self.tell).ok() };
            let Some(polling) = polling else { return };
            self.watcher = polling;
            self.is_polling = true;
            for known in self.folders.iter().map(PathBuf::as_path).chain([folder]) {
                // A folder that is gone comes back under its name, or not at all.
                let _ = self.watcher.watch(known, RecursiveMode::NonRecursive);
            }
        }
        self.folders.push(folder.to_owned());
    }
}

/// Makes a watcher that looks at the folders again and again.
fn polling(tell: &Sender<Signal>) -> notify::Result<Box<dyn Watcher + Send>> {
    let config = Config::default().with_poll_interval(POLL);
    Ok(Box::new(PollWatcher::new(handler(tell), config)?))
}

/// Takes what the system tells of.
fn handler(tell: &Sender<Signal>) -> impl Fn(notify::Result<Event>) + Send + 'static {
    let tell = tell.clone();
    move |event| {
        // Looking at a file is no change of it.
        if let Ok(event) = event
            && !matches!(event.kind, EventKind::Access(_))
        {
            // Nobody listens any more once it is told to stop.
            let _ = tell.send(Signal::Changed(event.paths));
        }
    }
}

/// Names a file by what its folder is, wherever links lead.
fn in_folder(file: &Path) -> Option<PathBuf> {
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
    Some(folder.join(file.file_name()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_the_system_names_them() {
        let (tell, _told) = channel();
        for is_polling in [false, true] {
            let mut watch = Watch::new(&tell).unwrap();
            if is_polling {
                watch.watcher = polling(&tell).unwrap();
                watch.is_polling = true;
            }
            let here = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap();
            let files = ["src/lib.rs", "./src/../src/lib.rs", "Cargo.toml", "none/at/all"];
            let named = watch.all(&files.map(PathBuf::from));
            assert_eq!(named, [here.join("src/lib.rs"), here.join("Cargo.toml")]);
            assert_eq!(watch.folders, [here.join("src"), here]);
        }
    }
}
