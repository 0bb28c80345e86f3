//! The reports of a run: their files are opened before anything is sent, and written while or after the run goes on.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use counterpart_contract::{Callers, Event, Mask, Observer, Subject};
use counterpart_report::{Collector, Events, Format, Har, Progress, Report, Screen};
use jiff::Timestamp;

use super::file::ReportFile;
use super::values::{ReportFormat, ReportTo};
use crate::named::unwritten;
use crate::{Exit, output, render};

/// How wide a file or a pipe is taken to be, in characters.
const WIDTH: usize = 100;

/// How wide a terminal is at least, where it does not say: a longer line could not be written over.
const NARROW: usize = 80;

/// What takes the events of a run.
pub(super) struct Reports {
    collector: Collector,
    progress: Option<Progress>,
    hars: Vec<(PathBuf, Har)>,
    events: Vec<(PathBuf, Events)>,
    /// What of calls is not written.
    mask: Mask,
    whole: Whole,
}

/// The reports that are written from a finished one.
pub(crate) struct Whole(Vec<(Format, Option<ReportFile>)>);

/// What is written to terminals.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) quiet: bool,
    /// Whether colours are shown where they can be.
    pub(crate) colours: bool,
}

impl Look {
    pub(crate) fn new(quiet: bool, no_color: bool) -> Self {
        Self { quiet, colours: !no_color }
    }

    fn screen(self, stream: &impl IsTerminal) -> Screen {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        Screen {
            animated: stream.is_terminal(),
            coloured: self.colours && render::is_coloured(stream),
            width: columns.unwrap_or(if stream.is_terminal() { NARROW } else { WIDTH }),
        }
    }

    /// Prints a finished report: all of it, or only the line that sums it up.
    pub(crate) fn print(self, report: &Report) -> Result<(), Exit> {
        let mut text = Vec::new();
        let screen = self.screen(&io::stdout());
        let written = if self.quiet {
            counterpart_report::verdict(report, screen, &mut text)
        } else {
            counterpart_report::terminal(report, screen, &mut text)
        };
        written.map_err(|error| failed(&error))?;
        output::print(&String::from_utf8_lossy(&text)).map(drop)
    }
}

impl Reports {
    /// Opens what was asked for.
    pub(super) fn open(
        wanted: &[ReportTo],
        subject: &Subject,
        callers: &Callers,
        look: Look,
    ) -> Result<Self, Exit> {
        let (secrets, mask) = (callers.secrets(subject.spec()), callers.mask(subject));
        let (mut hars, mut events) = (Vec::new(), Vec::new());
        for ReportTo { format, path } in wanted {
            let Some(path) = path else { continue };
            match format {
                ReportFormat::Whole(_) => {}
                ReportFormat::Har => {
                    let out = Box::new(BufWriter::new(open(path)?));
                    let har = Har::new(out, secrets.clone(), Box::new(Timestamp::now));
                    hars.push((path.clone(), har));
                }
                ReportFormat::Ndjson => {
                    let out = Box::new(BufWriter::new(open(path)?));
                    events.push((path.clone(), Events::new(out, secrets.clone())));
                }
            }
        }
        let start = Instant::now();
        let progress = (!look.quiet).then(|| {
            let screen = look.screen(&io::stderr());
            Progress::new(Box::new(io::stderr()), screen, Box::new(move || start.elapsed()))
        });
        let collector = Collector::new(subject.clone());
        Ok(Self { collector, progress, hars, events, mask, whole: Whole::open(wanted)? })
    }

    /// Ends what was written while the run went on, and gives the report and what is still to be written of it.
    pub(super) fn finish(self) -> Result<(Report, Whole), Exit> {
        for (path, har) in self.hars {
            har.finish().map_err(|error| unwritten(&path, &error))?;
        }
        for (path, events) in self.events {
            events.finish().map_err(|error| unwritten(&path, &error))?;
        }
        Ok((self.collector.report(), self.whole))
    }
}

impl Observer for Reports {
    fn observe(&mut self, event: &Event) {
        self.progress.observe(event);
        self.collector.observe(event);
        if self.hars.is_empty() && self.events.is_empty() {
            return;
        }
        let shown = self.mask.event(event);
        let hars = self.hars.iter_mut().map(|(_, o)| o as &mut dyn Observer);
        let events = self.events.iter_mut().map(|(_, o)| o as &mut dyn Observer);
        hars.chain(events).for_each(|observer| observer.observe(&shown));
    }
}

impl Whole {
    /// Opens the files of reports that are written from a finished one; others are left to whoever sees the run.
    pub(crate) fn open(wanted: &[ReportTo]) -> Result<Self, Exit> {
        let mut files = Vec::new();
        for ReportTo { format, path } in wanted {
            if let ReportFormat::Whole(format) = format {
                let file = path.as_deref().map(open).transpose()?;
                files.push((*format, file));
            }
        }
        Ok(Self(files))
    }

    /// Writes them.
    pub(crate) fn write(self, report: &Report) -> Result<(), Exit> {
        for (format, file) in self.0 {
            let mut text = Vec::new();
            format.write(report, &mut text).map_err(|error| failed(&error))?;
            match file {
                Some(mut file) => {
                    file.write_all(&text).map_err(|error| unwritten(file.path(), &error))?;
                }
                None => {
                    output::print(&String::from_utf8_lossy(&text))?;
                }
            }
        }
        Ok(())
    }
}

fn open(path: &Path) -> Result<ReportFile, Exit> {
    ReportFile::open(path).map_err(|error| {
        let message = format!("`{}` cannot be written: {error}", path.display());
        render::error(&message, "name a file in a folder that there is");
        Exit::Usage
    })
}

/// Tells that a text cannot be put together.
fn failed(error: &io::Error) -> Exit {
    render::error(&format!("the results cannot be written: {error}"), "make room for them");
    Exit::Output
}
