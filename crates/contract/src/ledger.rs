//! What was found so far: one entry for each cause, with the first calls that showed it.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::checks::Suspicion;
use crate::{Exchanged, Identity, Scenario};

/// How many scenarios are kept for one suspicion, the first ones and the last: the first may not show it again.
const WITNESSES: usize = 3;

/// How many suspicions one check has of one operation before it is clear that there are many.
const MAX_KEYS: usize = 40;

/// How much is kept of the body of a response, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// What is suspected.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: BTreeMap<Identity, Entry>,
    /// What was seen to hold.
    pub(crate) held: BTreeSet<String>,
    /// The order in which entries came.
    next: usize,
}

/// One suspicion.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) suspicion: Suspicion,
    /// The scenarios that showed it, up to the call that did.
    pub(crate) witnesses: Vec<Scenario>,
    /// The calls of the first of them, should nothing be seen again.
    pub(crate) calls: Vec<Exchanged>,
    pub(crate) count: u64,
    order: usize,
}

impl Ledger {
    /// Enters a suspicion; those of one cause are one.
    pub(crate) fn enter(
        &mut self,
        scenario: &Scenario,
        at: usize,
        suspicion: Suspicion,
        calls: &[Exchanged],
    ) {
        let Identity { check, operation, .. } = suspicion.identity;
        if let Some(entry) = self.entries.get_mut(&suspicion.identity) {
            entry.count += 1;
            // What showed it last shows it still, whatever the server holds by now.
            entry.witnesses.truncate(WITNESSES - 1);
            entry.witnesses.push(upto(scenario, at));
            return;
        }
        let start = Identity { check, operation, key: String::new() };
        let like = self.entries.range(start..);
        let known = like.take_while(|(i, _)| (i.check, i.operation) == (check, operation)).count();
        if known >= MAX_KEYS {
            return;
        }
        let witnesses = vec![upto(scenario, at)];
        let order = self.next;
        self.next += 1;
        let identity = suspicion.identity.clone();
        let calls = calls.iter().take_while(|call| call.step <= at).map(kept).collect();
        self.entries.insert(identity, Entry { suspicion, witnesses, calls, count: 1, order });
    }

    /// Takes what was entered, in the order in which it came.
    pub(crate) fn take(&mut self) -> Vec<Entry> {
        let mut entries: Vec<_> = std::mem::take(&mut self.entries).into_values().collect();
        entries.sort_by_key(|entry| entry.order);
        entries
    }
}

/// Keeps a call, and of what came back no more than anybody reads.
fn kept(call: &Exchanged) -> Exchanged {
    let mut call = call.clone();
    if let Ok(response) = &mut call.outcome {
        response.body = Bytes::copy_from_slice(&response.body[..response.body.len().min(MAX_BODY)]);
    }
    call
}

/// Leaves out what came after a call.
fn upto(scenario: &Scenario, at: usize) -> Scenario {
    Scenario { steps: scenario.steps[..=at].to_vec() }
}
