//! What stands around the documents: the conditions under which they answer, a real server behind them, and what they send by themselves.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use counterpart_exchange::Request;
use counterpart_generate::Seed;
use counterpart_spec::Spec;
use counterpart_state::{Program, Written};
use jiff::Timestamp;

use crate::conditions::Planner;
use crate::lock::{read, write};
use crate::outgoing::{unasked, webhooks};
use crate::{Conditions, NoWebhook, Outgoing, Proxy, Service, UnknownTarget, WebhookTarget};

/// What stands around the documents; of a service that was only made, nothing.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    conditions: Option<Conditioned>,
    pub(crate) proxy: Option<Proxy>,
    outgoing: Option<Outgoing>,
    /// Whether any operation calls back: looking for it costs a route.
    calls_back: AtomicBool,
}

/// Conditions, and what they come to with the documents as they are.
#[derive(Debug)]
struct Conditioned {
    given: Conditions,
    seed: Seed,
    planner: RwLock<Arc<Planner>>,
}

impl Service {
    /// Lets the documents answer under conditions: those that are given, those that the documents state, and those that a request asks for.
    ///
    /// # Errors
    /// A condition of an operation that no document has.
    pub fn under(mut self, given: Conditions, seed: Seed) -> Result<Self, UnknownTarget> {
        let catalog = self.catalog();
        let specs: Vec<&Spec> = catalog.programs.iter().map(Program::spec).collect();
        given.check(&specs)?;
        let planner = RwLock::new(Arc::new(Planner::new(&given, &specs, seed)));
        self.edges.conditions = Some(Conditioned { given, seed, planner });
        Ok(self)
    }

    /// Stands before a real server: requests go there, and both sides are held to the documents.
    #[must_use]
    pub fn behind(mut self, proxy: Proxy) -> Self {
        self.edges.proxy = Some(proxy);
        self
    }

    /// Sends what the documents say that the API sends by itself.
    ///
    /// # Errors
    /// A webhook that no document has.
    pub fn sending(mut self, outgoing: Outgoing) -> Result<Self, NoWebhook> {
        outgoing.check(&self.catalog().programs)?;
        self.edges.outgoing = Some(outgoing);
        self.replan();
        Ok(self)
    }

    /// Sends a webhook that nothing has happened for, by its name or its `operationId`, to `target`, or else to where webhooks of this name go.
    ///
    /// # Errors
    /// There is no such webhook, nobody to send it to, or no request for it.
    pub fn send_webhook(&self, name: &str, target: Option<&str>) -> Result<(), NoWebhook> {
        let outgoing = self.edges.outgoing.as_ref().ok_or(NoWebhook::Off)?;
        let one: Option<WebhookTarget> =
            target.map(str::parse).transpose().map_err(NoWebhook::Target)?;
        let targets = one.as_ref().map_or(&outgoing.settings().webhooks[..], std::slice::from_ref);
        let programs = &self.catalog().programs;
        let now = self.scopes.base.clock.now();
        let messages = unasked(programs, name, targets, outgoing.chance(), now)?;
        outgoing.send(messages.into_iter().map(Ok).collect());
        Ok(())
    }

    /// Gives what the conditions come to, unless they have nothing to say of a request.
    pub(crate) fn planner(&self, request: &Request) -> Option<Arc<Planner>> {
        let planner = read(&self.edges.conditions.as_ref()?.planner);
        (!planner.is_idle(request)).then(|| Arc::clone(&planner))
    }

    /// Tells whether callers reach the mock by HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        self.edges.outgoing.as_ref().is_some_and(|outgoing| outgoing.settings().is_https)
    }

    /// Gives what sends callbacks, if any operation has some.
    pub(crate) fn calling_back(&self) -> Option<&Outgoing> {
        let calls_back = self.edges.calls_back.load(Ordering::Relaxed);
        self.edges.outgoing.as_ref().filter(|_| calls_back)
    }

    /// Looks at the documents anew, once one was put in the place of another.
    pub(crate) fn replan(&self) {
        let catalog = self.catalog();
        let mut operations = catalog.programs.iter().flat_map(|p| &p.spec().operations);
        let calls_back = operations.any(|operation| !operation.callbacks.is_empty());
        self.edges.calls_back.store(calls_back, Ordering::Relaxed);
        let Some(Conditioned { given, seed, planner }) = &self.edges.conditions else { return };
        let specs: Vec<&Spec> = catalog.programs.iter().map(Program::spec).collect();
        *write(planner) = Arc::new(Planner::new(given, &specs, *seed));
    }

    /// Sends the webhooks that tell of records, without waiting for them.
    pub(crate) fn tell_of(&self, program: &Program, records: Vec<Written>, now: Timestamp) {
        let Some(outgoing) = &self.edges.outgoing else { return };
        if records.is_empty() || program.spec().webhooks.is_empty() {
            return;
        }
        let (program, chance) = (program.clone(), outgoing.chance());
        outgoing
            .later(move |settings| webhooks(&program, &records, &settings.webhooks, chance, now));
    }
}
