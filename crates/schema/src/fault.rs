//! What is wrong with how a schema is written: keywords that say nothing usable, and those that are read otherwise than they are written.

use counterpart_spec::{Diagnostic, Document, Pointer};

/// One keyword that cannot be taken as it is written; the rest of its schema holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands.
    pub pointer: Pointer,
    /// What became of it.
    pub kind: FaultKind,
    /// What is wrong, as a fragment of a sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// What becomes of what cannot be taken as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The keyword has a value that means nothing, and is ignored.
    Ignored,
    /// `type` names what is no type: every type is accepted.
    Untyped,
    /// The regular expression cannot be run, and is ignored.
    Unmatchable,
    /// The reference leads to no schema: everything is accepted there.
    Dangling,
    /// What stands there is no schema: everything is accepted there.
    Unreadable,
    /// The schema as a whole is refused by the compiler: everything is accepted there.
    Uncompiled,
    /// The value has another type than it should, but its meaning is plain.
    Repaired,
    /// The keyword is written as an older dialect has it.
    Dated,
    /// The regular expression is read as it must have been meant.
    Reread,
}

impl FaultKind {
    /// Gives the code under which the guide explains it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ignored => "E0201",
            Self::Untyped => "E0202",
            Self::Unmatchable => "E0203",
            Self::Dangling => "E0204",
            Self::Unreadable => "E0205",
            Self::Uncompiled => "E0206",
            Self::Repaired => "W0211",
            Self::Dated => "W0212",
            Self::Reread => "W0213",
        }
    }

    /// Tells whether a part of the schema is passed over; else all of it holds, read otherwise than it is written.
    pub fn loses(self) -> bool {
        self < Self::Repaired
    }
}

impl Fault {
    /// Makes a diagnostic of it.
    pub fn diagnostic(&self, document: &Document) -> Diagnostic {
        let make = if self.kind.loses() { Diagnostic::error } else { Diagnostic::warning };
        let diagnostic = make(self.kind.code(), self.message.as_str()).at(document, &self.pointer);
        match &self.help {
            Some(help) => diagnostic.help(help.as_str()),
            None => diagnostic,
        }
    }
}

#[cfg(test)]
mod tests;
