//! Servers that need a moment: what a read or a list shows may come from a replica, or from an index that lags behind.

use std::time::Duration;

use crate::play::Player;
use crate::shrink::Shown;
use crate::{Identity, Settings};

/// How often a run waits at most: a server on which everything is wrong is told of in time.
const WAITS: u32 = 30;

/// How long is waited, and what came of it so far.
#[derive(Debug)]
pub(super) struct Settling {
    pause: Duration,
    left: u32,
    /// Whether anything vanished by waiting.
    is_slow: bool,
}

impl Settling {
    pub(super) fn new(settings: &Settings) -> Self {
        Self { pause: settings.settle, left: WAITS, is_slow: false }
    }

    /// Plays what shows a finding once more, with a pause before the call that shows it; tells whether it is seen no more.
    ///
    /// Once enough was waited, the server is taken to be what it was seen to be.
    pub(super) async fn vanishes(
        &mut self,
        player: &Player<'_>,
        identity: &Identity,
        shown: &Shown,
        calls: &mut u64,
    ) -> bool {
        if self.pause.is_zero() || !identity.check.is_remembered() {
            return false;
        }
        let Some(left) = self.left.checked_sub(1) else { return self.is_slow };
        self.left = left;
        if Self::is_seen(player, identity, shown, self.pause, calls).await {
            return false;
        }
        // Where it is not seen at once either, it was not the pause: its record may have left the page.
        let vanishes = Self::is_seen(player, identity, shown, Duration::ZERO, calls).await;
        self.is_slow |= vanishes;
        vanishes
    }

    async fn is_seen(
        player: &Player<'_>,
        identity: &Identity,
        shown: &Shown,
        pause: Duration,
        calls: &mut u64,
    ) -> bool {
        let again = player.play_settled(&shown.scenario, pause).await;
        *calls += again.calls.len() as u64;
        again.suspicions.iter().any(|(_, seen)| seen.identity == *identity)
    }
}
