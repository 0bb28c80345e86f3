//! Whether a refusal may only say that a value is taken: a name, an address, a number of which there is one.
//!
//! Not every server says so by 409 (RFC 9110 §15.5.10), and what is taken stays taken, however often it is sent again.

use http::header::DATE;

use super::Shrinker;
use crate::otherwise::otherwise;
use crate::play::Played;
use crate::{Check, Exchanged, Scenario, Step, idempotency};

/// The statuses by which frameworks refuse what is taken, besides 409.
const STATUSES: [u16; 2] = [400, 422];

/// How often other values are tried: what was drawn may be refused for what it is.
const DRAWS: usize = 3;

impl Shrinker<'_> {
    /// Sends what was refused with other values, and if that is accepted, once more: what then is refused again, was taken.
    ///
    /// Of what makes no record, the second time shows nothing: a record may keep the name that it has.
    pub(super) async fn may_be_taken(
        &mut self,
        scenario: &Scenario,
        played: &Played,
        at: usize,
    ) -> bool {
        let refused = played.calls.iter().find(|call| call.step == at);
        let may = |call: &&Exchanged| call.status().is_some_and(|code| STATUSES.contains(&code));
        let Some(refused) = refused.filter(may) else { return false };
        if self.identity.check != Check::ValidRefused {
            return false;
        }
        let subject = self.player.subject;
        let creates = subject.operations()[refused.operation].method == "POST";
        for _ in 0..DRAWS {
            let Some((other, again)) = self.others(&scenario.steps[at], refused) else {
                return false;
            };
            let mut steps = scenario.steps[..at].to_vec();
            steps.push(other);
            steps.extend(creates.then_some(again));
            let played = self.play(&Scenario { steps }).await;
            let is_accepted = |at: usize| {
                played.calls.iter().find(|call| call.step == at).is_some_and(Exchanged::is_success)
            };
            if is_accepted(at) {
                return !(creates && is_accepted(at + 1));
            }
        }
        false
    }

    /// Draws other values for the call that was refused, and that call as it is made again.
    fn others(&self, step: &Step, refused: &Exchanged) -> Option<(Step, Step)> {
        let subject = self.player.subject;
        // On a server that was tested before, what was drawn then is taken: the moment tells the runs apart.
        let moment = refused.outcome.as_ref().ok().and_then(|answer| answer.headers.get(DATE));
        let moment = moment.and_then(|date| date.to_str().ok()).unwrap_or_default();
        let (operation, turn) = (subject.name(refused.operation), self.calls.to_string());
        let parts = ["otherwise", &operation, &self.identity.key, &turn, moment];
        let rng = &mut self.player.settings.seed.stream(&parts);
        let mut other = otherwise(subject, step, rng)?;
        idempotency::renew(subject, &mut other, rng);
        let mut again = other.clone();
        idempotency::renew(subject, &mut again, rng);
        Some((other, again))
    }
}
