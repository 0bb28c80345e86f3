//! Why a run proved nothing: no operation was answered with success.
//!
//! A server that lets nobody in, or another server at the address, keeps every contract: what it refuses is as it may be.

use std::fmt;

use counterpart_contract::Summary;

use crate::report::Report;

/// What kept a run from testing anything, by what most of its calls were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// Nobody is let in (401, 403).
    Credentials,
    /// There is nothing at these paths (404, 405).
    Address,
    /// Everything is somewhere else (3xx).
    Elsewhere,
    /// Another refusal, or a fault.
    Refused,
}

impl Report {
    /// Says what kept the run from testing anything; `None` where an operation was answered with success, where none was called, and of a run that ended early.
    pub fn barred(&self) -> Option<Barred> {
        let Summary { cases, stopped, .. } = &self.summary;
        if !self.summary.tested_nothing() || *cases == 0 || stopped.is_some() {
            return None;
        }
        let mut counts = [0; 4];
        for (status, count) in self.operations.iter().flat_map(|tested| &tested.statuses) {
            counts[Barred::by(status) as usize] += count;
        }
        let most = counts.iter().max().copied().unwrap_or_default();
        let kinds = [Barred::Credentials, Barred::Address, Barred::Elsewhere, Barred::Refused];
        kinds.into_iter().find(|kind| counts[*kind as usize] == most)
    }
}

impl Barred {
    fn by(status: &str) -> Self {
        match status {
            "401" | "403" => Self::Credentials,
            "404" | "405" => Self::Address,
            _ if status.starts_with('3') => Self::Elsewhere,
            _ => Self::Refused,
        }
    }

    /// Says what to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::Credentials => "show credentials that are valid, as with `--bearer TOKEN`",
            Self::Address => "correct `--url`: with the base path of the API, if it has one",
            Self::Elsewhere => "name with `--url` where the server redirects to",
            Self::Refused => "the table of the operations shows what they were answered instead",
        }
    }
}

/// Says it in one line.
impl fmt::Display for Barred {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = match self {
            Self::Credentials => "401 or 403",
            Self::Address => "404",
            Self::Elsewhere => "with a redirect",
            Self::Refused => "with refusals",
        };
        write!(f, "no operation was answered with success, most calls {most}: nothing was tested")
    }
}
