//! Holds a live server to its document: plans requests, sends them, judges what comes back, and makes what fails small.
//!
//! Owns the run: a [`Subject`] is what the document says, a [`Scenario`] a few calls that need nothing but each other, a check what must hold of a call, a [`Finding`] what does not.
//! Everything is planned from the document and a seed, and nothing passes from one scenario to another, so that the same seed gives the same findings at any number of workers.
//! Emits [`Event`]s only: what is printed or written is up to whoever observes.
//! Sends by a [`Transport`], over HTTP or into a service of the same program.

mod again;
mod baseline;
mod below;
mod checks;
mod credentials;
mod curl;
mod display;
mod event;
mod exchanged;
mod filter;
mod finding;
mod idempotency;
mod ledger;
mod library;
mod login;
mod mask;
mod meaning;
mod model;
mod otherwise;
mod pace;
mod plan;
mod play;
mod replay;
mod report;
mod rule;
mod run;
mod saved;
mod scenario;
mod settings;
mod shown;
mod shrink;
mod subject;
mod transport;
mod wire;

pub use again::{Replayed, Seen};
pub use baseline::{Accepted, Accepting, Baseline, NoBaseline};
pub use below::Below;
pub use counterpart_client::Failure;
pub use credentials::{Caller, Callers};
pub use curl::curl;
pub use event::{Event, Observer, Phase, Summary};
pub use exchanged::{Exchanged, Reading};
pub use filter::{Filter, Unmatched, chosen};
pub use finding::{
    Check, Finding, Identity, Place, Received, Reproduction, Sent, Severity, Violated,
};
pub use library::{Report, Suite, SuiteError};
pub use login::{Kind, Unshowable, scheme, token_scheme};
pub use mask::Mask;
pub use meaning::{About, Meaning, Probe};
pub use model::{Breach, Law, Model, Roles};
pub use replay::{NoReplay, Replay, ReplayAbout, ReplayEdit, ReplayStep};
pub use rule::{CheckRule, Unnamed, silenced};
pub use run::{Run, Unrun};
pub use saved::SavedReplay;
pub use scenario::{Bind, Edit, Scenario, Shown, Slot, Source, Step};
pub use settings::Settings;
pub use subject::{Subject, carried};
pub use transport::{Http, InProcess, QUIET, Renew, Renewing, Sending, Token, Transport};
