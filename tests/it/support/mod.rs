//! What the tests share: a mock without a socket, patterns for answers, the process.
#![expect(clippy::disallowed_methods, reason = "tests read their own files")]

mod corpus;
mod folder;
mod pattern;
mod process;
mod served;

use std::path::PathBuf;

pub(crate) use corpus::corpus;
pub(crate) use folder::Folder;
pub(crate) use pattern::{Bindings, matches};
pub(crate) use process::Process;
pub(crate) use served::{Served, request};

/// Finds a file of the project.
pub(crate) fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// Reads a file of the project.
#[track_caller]
pub(crate) fn read(relative: &str) -> String {
    std::fs::read_to_string(path(relative)).unwrap_or_else(|e| panic!("{relative}: {e}"))
}

/// Lists the files below a folder whose names end so, as paths from the project's root, sorted.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(path(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            out.extend(files(&name, ending));
        } else if name.ends_with(ending) {
            out.push(name);
        }
    }
    out.sort();
    out
}

/// The four documents.
pub(crate) const DOCUMENTS: [&str; 4] = [
    "openapi/brilliant-directories.yaml",
    "openapi/brokerstar-chat.yaml",
    "openapi/chat-messages.yaml",
    "openapi/chatbot-threads.yaml",
];
