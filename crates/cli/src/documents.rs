//! Documents as they are named on the command line, and how they are read.

use std::path::PathBuf;

use clap::Args;
use counterpart_files::Reading;

pub(crate) use counterpart_files::{Named, named};

#[derive(Debug, Args)]
pub(crate) struct LoadOptions {
    /// An OpenAPI Overlay to apply before anything else is looked at; several are applied in order.
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    /// A folder besides the document's own that references may lead to.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) allow_path: Vec<PathBuf>,
    /// Let references lead to the network.
    #[arg(long)]
    pub(crate) allow_remote: bool,
}

impl From<&LoadOptions> for Reading {
    fn from(options: &LoadOptions) -> Self {
        Self {
            overlays: options.overlay.clone(),
            folders: options.allow_path.clone(),
            network: options.allow_remote,
        }
    }
}
