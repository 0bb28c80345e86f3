//! What does not hold of what a server remembers.

use std::fmt;

use counterpart_spec::Pointer;

use crate::Check;

/// Something that a server should have remembered otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Breach {
    /// The check that found it.
    pub check: Check,
    /// The operation that promised it, by its index: of a lost update the update, whatever shows that it is lost.
    pub operation: usize,
    /// What of it: a field, a parameter; empty where it is the whole.
    pub key: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The law that is broken.
    pub law: Law,
    /// Whether the document itself says what is remembered; else it was inferred, and is only certain of a server that was seen to keep the law at least once.
    pub certain: bool,
    /// Where in the body of the response it is seen.
    pub pointer: Option<Pointer>,
}

/// Something that holds of a resource's records as long as the server works, or never, where the document was read wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Law {
    /// The resource; of what holds of one list only, its operation.
    pub resource: String,
    /// The check that looks at it.
    pub check: Check,
    /// The field, the parameter or the operation; empty where it is about whole records.
    pub field: String,
}

/// Shows `update_lost users name`.
impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.check.name(), self.resource, self.field)
    }
}
