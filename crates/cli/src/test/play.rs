//! A run that signals can end: the first ends it early, the second at once.

use counterpart_contract::{Event, Observer, Phase, Run, Unrun};
use tokio::sync::watch;

use crate::stop::stop;
use crate::{Exit, render};

/// What became of a run.
pub(super) struct Played<O> {
    pub(super) observer: O,
    /// How many findings of earlier runs were looked for, in their order.
    pub(super) replays: usize,
    pub(super) is_interrupted: bool,
}

/// Makes a run.
///
/// # Errors
/// The server cannot be reached, or a second signal came; either was told.
pub(super) async fn play<O: Observer>(run: Run, mut observer: O) -> Result<Played<O>, Exit> {
    let no_signals = |error: std::io::Error| {
        render::error(&error.to_string(), "the system gives no signals");
        Exit::Internal
    };
    let first = stop().map_err(no_signals)?;
    let (end, stopped) = watch::channel(false);
    let interrupted = async {
        first.await;
        // Heard from now on: a second one that comes soon is not lost.
        let second = stop();
        render::note("ending; what was found is tried again first, once more ends at once");
        end.send_replace(true);
        match second {
            Ok(second) => second.await,
            Err(_) => std::future::pending().await,
        }
    };
    let mut replays = 0;
    let mut watched = |event: &Event| {
        if let Event::Progressed(Phase::Replays) = event {
            replays += 1;
        }
        observer.observe(event);
    };
    let summary = tokio::select! {
        summary = run.go(&mut watched, stopped) => summary,
        () = interrupted => return Err(Exit::Interrupted),
    };
    let is_interrupted = *end.borrow();
    match summary {
        Ok(_) => Ok(Played { observer, replays, is_interrupted }),
        Err(unrun) => Err(unreached(&unrun)),
    }
}

/// Tells that there is no server.
pub(crate) fn unreached(unrun: &Unrun) -> Exit {
    render::error(&unrun.to_string(), "start the server, or correct `--url`");
    Exit::Network
}
