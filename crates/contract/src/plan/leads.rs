//! What leads to a call: the steps that make what it is about.

use counterpart_generate::Rng;

use super::chain::Chain;
use super::links::{Linked, links};
use crate::model::Roles;
use crate::{Bind, Step, Subject};

/// The steps that lead to a call, and what it takes from them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lead {
    pub(crate) steps: Vec<Step>,
    pub(crate) binds: Vec<Bind>,
}

/// What leads to which operation: the links that the document declares, then what its operations make and find.
#[derive(Debug)]
pub(crate) struct Leads {
    roles: Roles,
    links: Vec<Linked>,
}

impl Leads {
    /// Reads off a document what leads where.
    pub(crate) fn of(subject: &Subject) -> Self {
        Self { roles: subject.roles().clone(), links: links(subject) }
    }

    /// Gives what the operations are for.
    pub(crate) fn roles(&self) -> &Roles {
        &self.roles
    }

    /// Lists the links of the document.
    pub(super) fn links(&self) -> &[Linked] {
        &self.links
    }

    /// Plans what leads to an operation: records are made where that is allowed, else found in lists; nothing where nothing is known to.
    pub(crate) fn lead(
        &self,
        subject: &Subject,
        operation: usize,
        writes: bool,
        rng: &mut Rng,
    ) -> Lead {
        let mut chain = Chain::new(subject, &self.roles, &self.links, writes);
        let binds = chain.lead(operation, rng);
        Lead { steps: chain.steps, binds }
    }
}
