//! What leads to a call: the steps that make what it is about.

use counterpart_generate::Rng;

use crate::{Bind, Step, Subject};

/// The steps that lead to a call, and what it takes from them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lead {
    pub(crate) steps: Vec<Step>,
    pub(crate) binds: Vec<Bind>,
}

/// What leads to which operation.
#[derive(Debug, Default)]
pub(crate) struct Leads;

impl Leads {
    pub(crate) fn of(_: &Subject) -> Self {
        Self
    }

    /// Plans what leads to an operation; nothing where nothing is known to.
    #[expect(clippy::unused_self, reason = "what leads where is not read off yet")]
    pub(crate) fn lead(&self, _: &Subject, _: usize, _: bool, _: &mut Rng) -> Lead {
        Lead::default()
    }
}
