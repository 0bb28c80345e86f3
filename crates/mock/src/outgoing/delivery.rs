//! Delivery in the background: a few tries, each bounded in time, all told of in the log.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use counterpart_client::{Base, Client, Settings, Trust, Untrusted};
use counterpart_exchange::Request;
use counterpart_generate::Seed;
use counterpart_state::Program;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::control::owns;

use super::{NoWebhook, WebhookTarget};

/// How long one try may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long is waited before each try but the first.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];

/// Messages on their way at one time; further ones are dropped, as when a callback calls what calls it back.
const MAX_ON_THEIR_WAY: usize = 64;

/// Takes a line for each message that was delivered or given up.
pub(crate) type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// What is sent, and to whom.
#[derive(Debug, Clone, Default)]
pub struct OutgoingSettings {
    /// Where webhooks go.
    pub webhooks: Vec<WebhookTarget>,
    /// Whether callbacks may go to other machines than this one: their addresses come from callers.
    pub allow_callbacks: bool,
    /// Whether callers reach the mock by HTTPS, for `$url`.
    pub is_https: bool,
}

/// Sends what the API sends by itself.
#[derive(Clone)]
pub struct Outgoing {
    settings: Arc<OutgoingSettings>,
    seed: Seed,
    client: Client,
    tell: Tell,
    places: Arc<Semaphore>,
    count: Arc<AtomicU64>,
    /// Where it was made, if that was within a runtime: a request may be handled without one.
    runtime: Option<Handle>,
}

/// One request to send.
#[derive(Debug)]
pub(crate) struct Message {
    /// What the log calls it.
    pub(crate) what: String,
    pub(crate) base: Base,
    /// Its path stands below the base.
    pub(crate) request: Request,
    /// Whether a caller named the address.
    pub(crate) is_asked_for: bool,
}

impl Outgoing {
    /// Prepares to send; `tell` takes a line for each message that was delivered or given up.
    ///
    /// # Errors
    /// The certificates to believe cannot be read.
    pub fn new(
        settings: OutgoingSettings,
        seed: Seed,
        trust: &Trust,
        tell: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Self, Untrusted> {
        let trust = trust.clone();
        let client = Client::new(&Settings { trust, total: PATIENCE, ..Settings::default() })?;
        Ok(Self {
            settings: Arc::new(settings),
            seed,
            client,
            tell: Arc::new(tell),
            places: Arc::new(Semaphore::new(MAX_ON_THEIR_WAY)),
            count: Arc::default(),
            runtime: Handle::try_current().ok(),
        })
    }

    /// Gives the runtime of whoever sends, else that in which this was made.
    fn runtime(&self, what: &str) -> Result<Handle, String> {
        let kept = || self.runtime.clone();
        Handle::try_current().ok().or_else(kept).ok_or_else(|| {
            format!("{what} is not sent: there is no Tokio runtime to send it in the background")
        })
    }

    /// Checks that every target names a webhook of one of some programs.
    pub(crate) fn check(&self, programs: &[Program]) -> Result<(), NoWebhook> {
        let mut targets = self.settings.webhooks.iter();
        targets.try_for_each(|target| target.check(programs))
    }

    pub(crate) fn settings(&self) -> &OutgoingSettings {
        &self.settings
    }

    /// Gives the seed and the number of what is sent next, for what is left to chance.
    pub(crate) fn chance(&self) -> (Seed, u64) {
        (self.seed, self.count.fetch_add(1, Ordering::Relaxed))
    }

    /// Writes messages and sends them, both in the background.
    pub(crate) fn later(
        &self,
        write: impl FnOnce(&OutgoingSettings) -> Vec<Result<Message, String>> + Send + 'static,
    ) {
        let runtime = match self.runtime("what the API sends by itself") {
            Ok(runtime) => runtime,
            Err(reason) => return (self.tell)(&reason),
        };
        let this = self.clone();
        runtime.spawn(async move { this.send(write(&this.settings)) });
    }

    /// Sends messages, or tells why there is none, without waiting for either.
    pub(crate) fn send(&self, messages: Vec<Result<Message, String>>) {
        for message in messages {
            let refused = message.and_then(|message| {
                let Message { what, base, request, is_asked_for } = &message;
                if *is_asked_for && !self.settings.allow_callbacks && !base.is_loopback() {
                    let remedy = "`--allow-callbacks` lets callbacks leave this machine";
                    return Err(format!("{what} to {base} is not sent: {remedy}"));
                }
                // Whoever can call the mock must not come to control it.
                if *is_asked_for && owns(&request.path) {
                    return Err(format!(
                        "{what} to {base} is not sent: it would go to a control API"
                    ));
                }
                let runtime = self.runtime(&format!("{what} to {base}"))?;
                let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
                    return Err(format!("{what} to {base} is dropped: too many are on their way"));
                };
                let this = self.clone();
                runtime.spawn(async move {
                    this.deliver(&message).await;
                    drop(place);
                });
                Ok(())
            });
            if let Err(reason) = refused {
                (self.tell)(&reason);
            }
        }
    }

    /// Tries until a server takes the message: a failure, a status of 500 or above, or 429 is no taking.
    async fn deliver(&self, message: &Message) {
        let Message { what, base, request, .. } = message;
        // Of the query only that there is one: it may hold a token.
        let query = if request.query.is_empty() { "" } else { "?…" };
        let name = format!("{what} {} {base}{}{query}", request.method, request.path);
        let mut pauses = PAUSES.iter();
        loop {
            let outcome = match self.client.send(base, request).await {
                Ok(response) if response.status < 500 && response.status != 429 => {
                    (self.tell)(&format!("{name} {}", response.status));
                    return;
                }
                Ok(response) => response.status.to_string(),
                Err(failure) => failure.to_string(),
            };
            let Some(pause) = pauses.next() else {
                let tries = PAUSES.len() + 1;
                (self.tell)(&format!("{name} given up after {tries} tries: {outcome}"));
                return;
            };
            tokio::time::sleep(*pause).await;
        }
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("settings", &self.settings).finish_non_exhaustive()
    }
}
