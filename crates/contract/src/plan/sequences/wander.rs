//! Calls in any order, the legal ones and those that come too late.

use counterpart_state::Verb;
use rand::RngExt;

use super::super::chain::Made;
use super::Plan;

/// How many calls are made in any order.
const CALLS: usize = 14;

/// How often a record that was deleted is used all the same.
const LATE: f64 = 0.3;

impl Plan<'_, '_> {
    /// Makes records, and calls what there is in any order, rather what was not called yet.
    pub(super) fn wander(&mut self) {
        let Some(first) = self.create() else { return };
        let mut alive = vec![first];
        let mut gone: Vec<Made> = Vec::new();
        let keyed = self.operations(|role| role.key.is_some());
        let all: Vec<_> = keyed.into_iter().chain(self.plain_lists()).chain(self.below()).collect();
        if all.is_empty() {
            return;
        }
        let mut calls = vec![0_u32; all.len()];
        for _ in 0..CALLS {
            if alive.is_empty() || alive.len() < 3 && self.rng.random_bool(0.15) {
                match self.create() {
                    Some(made) => alive.push(made),
                    None => return,
                }
                continue;
            }
            let late = !gone.is_empty() && self.rng.random_bool(LATE);
            let from = if late { &gone } else { &alive };
            let record = from[self.rng.random_range(0..from.len())].clone();
            let at = self.chosen(&calls);
            calls[at] += 1;
            self.call(all[at], &record);
            let verb = self.chain.roles.role(all[at]).map(|role| role.verb);
            if verb == Some(Verb::Delete) && !late {
                alive.retain(|made| made.step != record.step);
                gone.push(record);
            }
        }
        // What was done is only seen by looking.
        for record in alive.iter().chain(&gone) {
            let reads = self.reads();
            self.each(&reads, 1, record);
        }
    }

    /// Chooses an operation, each as likely as it was called seldom.
    fn chosen(&mut self, calls: &[u32]) -> usize {
        let weights: Vec<f64> =
            calls.iter().map(|count| 1.0 / f64::from(1 + count * count)).collect();
        let mut left = self.rng.random_range(0.0..weights.iter().sum::<f64>());
        for (at, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return at;
            }
        }
        calls.len() - 1
    }
}
