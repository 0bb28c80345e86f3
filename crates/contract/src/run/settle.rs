//! Servers that need a moment: what a read or a list shows may come from a replica, or from an index that lags behind.

use std::time::Duration;

use futures_util::future::join_all;

use crate::Identity;
use crate::checks::Suspicion;
use crate::play::{Played, Player};
use crate::shrink::Shown;

/// How many findings are waited for at the same time.
const TOGETHER: usize = 16;

/// How often a run waits at most: a server on which everything is wrong is told of in time.
const WAITS: usize = 8;

/// What is waited for: a finding, as it was shown.
pub(super) type Waiting<'w> = (&'w Identity, &'w Shown);

/// Tells of each of some findings whether it is late rather than wrong: a pause before the call that shows it mends it. Gives as well how many calls it took.
///
/// Once enough was waited, the server is taken to be what it was seen to be.
pub(super) async fn late(
    player: &Player<'_>,
    pause: Duration,
    all: &[Waiting<'_>],
) -> (Vec<bool>, u64) {
    let (mut late, mut calls) = (Vec::with_capacity(all.len()), 0);
    if pause.is_zero() {
        late.resize(all.len(), false);
        return (late, calls);
    }
    for some in all.chunks(TOGETHER).take(WAITS) {
        let each = some.iter().map(|(identity, shown)| is_late(player, pause, identity, shown));
        for (is_late, made) in join_all(each).await {
            late.push(is_late);
            calls += made;
        }
    }
    let is_slow = late.contains(&true);
    late.resize(all.len(), is_slow);
    (late, calls)
}

/// Plays what shows a finding once more, with a pause before the call that shows it; tells whether it is seen no more, and how many calls were made.
async fn is_late(
    player: &Player<'_>,
    pause: Duration,
    identity: &Identity,
    shown: &Shown,
) -> (bool, u64) {
    let seen = |played: &Played| -> Option<Suspicion> {
        let mut seen = played.suspicions.iter().map(|(_, seen)| seen);
        seen.find(|seen| seen.identity == *identity).cloned()
    };
    let later = player.play_settled(&shown.scenario, pause).await;
    let calls = later.calls.len() as u64;
    if seen(&later).is_some() {
        return (false, calls);
    }
    let law = seen(&shown.played).and_then(|suspicion| suspicion.law);
    if law.is_some_and(|law| later.held.contains(&law)) {
        return (true, calls);
    }
    // Where it is not seen at once either, it was not the pause: its record may have left the page.
    let at_once = player.play(&shown.scenario).await;
    (seen(&at_once).is_some(), calls + at_once.calls.len() as u64)
}
