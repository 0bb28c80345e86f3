//! What stands around the documents of a mock inside a program: the methods of [`Mock`] that do what flags of `counterpart mock` do.

use std::path::PathBuf;

use counterpart_client::{Base, Trust};
use counterpart_generate::Seed;

use super::{Mock, StartError};
use crate::{Conditions, Control, Outgoing, OutgoingSettings, Proxy, Rule, Service, WebhookTarget};

/// Conditions, a real server, and who is called: texts are read when the mock starts.
#[derive(Debug, Default)]
pub(super) struct Around {
    latency: Vec<String>,
    faults: Vec<String>,
    rate_limits: Vec<String>,
    proxy: Option<String>,
    refuses: bool,
    trust: Trust,
    webhooks: Vec<String>,
    allow_callbacks: bool,
}

/// Conditions: the texts are those of the flags, such as `50ms..300ms`, or `GET /pets=1s` for one operation.
impl Mock {
    /// Holds answers back (`--latency`); may be said several times.
    #[must_use]
    pub fn latency(mut self, rule: impl Into<String>) -> Self {
        self.around.latency.push(rule.into());
        self
    }

    /// Lets answers go wrong (`--fault`), such as `503` or `listPets=10%:reset`; may be said several times.
    #[must_use]
    pub fn fault(mut self, rule: impl Into<String>) -> Self {
        self.around.faults.push(rule.into());
        self
    }

    /// Refuses requests beyond a number (`--rate-limit`), such as `100/1m`; may be said several times.
    #[must_use]
    pub fn rate_limit(mut self, rule: impl Into<String>) -> Self {
        self.around.rate_limits.push(rule.into());
        self
    }
}

/// Other servers.
impl Mock {
    /// Stands before a real server (`--proxy`): requests go there, and both sides are held to the documents.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.around.proxy = Some(url.into());
        self
    }

    /// Refuses what breaks the documents on the way to the real server and back, instead of only telling of it (`--errors`).
    #[must_use]
    pub fn errors(mut self) -> Self {
        self.around.refuses = true;
        self
    }

    /// Chooses which certificates of other servers are believed (`--insecure`, `--ca`).
    #[must_use]
    pub fn trust(mut self, trust: Trust) -> Self {
        self.around.trust = trust;
        self
    }

    /// Sends webhooks there (`--webhook`): all of them to a URL, or those of one name, `petCreated=http://…`; may be said several times.
    #[must_use]
    pub fn webhook(mut self, target: impl Into<String>) -> Self {
        self.around.webhooks.push(target.into());
        self
    }

    /// Lets callbacks leave this machine (`--allow-callbacks`): their addresses come from callers.
    #[must_use]
    pub fn allow_callbacks(mut self) -> Self {
        self.around.allow_callbacks = true;
        self
    }
}

/// The server and how documents are read.
impl Mock {
    /// Listens on this port of the loopback instead of a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves HTTPS.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: crate::Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Chooses for whom the control API is; everybody on this machine, unless it is said.
    #[must_use]
    pub fn control(mut self, control: Control) -> Self {
        self.access.control = control;
        self
    }

    /// Lets requests name this host besides those of the loopback (`--allow-host`).
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.access.hosts.get_or_insert_default().push(name.into());
        self
    }

    /// Lets references of documents lead to this folder, too (`--allow-path`).
    #[must_use]
    pub fn allow_path(mut self, folder: impl Into<PathBuf>) -> Self {
        self.reading.folders.push(folder.into());
        self
    }

    /// Lets references of documents lead to the network (`--allow-remote`).
    #[must_use]
    pub fn allow_remote(mut self) -> Self {
        self.reading.network = true;
        self
    }
}

impl Around {
    /// Puts around a service what was said.
    pub(super) fn put(
        self,
        service: Service,
        seed: Seed,
        is_https: bool,
    ) -> Result<Service, StartError> {
        let conditions = Conditions {
            latency: rules("latency", &self.latency)?,
            faults: rules("fault", &self.faults)?,
            rate_limit: rules("rate limit", &self.rate_limits)?,
        };
        let mut service = service.under(conditions, seed).map_err(|e| setting("condition", &e))?;
        if let Some(url) = &self.proxy {
            let base: Base = url.parse().map_err(|e| setting("proxy", &e))?;
            let proxy = Proxy::new(base, &self.trust, self.refuses);
            service = service.behind(proxy.map_err(|e| setting("trust", &e))?);
        }
        let target = |text: &String| text.parse().map_err(|e| setting("webhook", &e));
        let webhooks: Result<Vec<WebhookTarget>, _> = self.webhooks.iter().map(target).collect();
        let settings = OutgoingSettings {
            webhooks: webhooks?,
            allow_callbacks: self.allow_callbacks,
            is_https,
        };
        let outgoing = Outgoing::new(settings, seed, &self.trust, |_| ());
        let outgoing = outgoing.map_err(|e| setting("trust", &e))?;
        service.sending(outgoing).map_err(|e| setting("webhook", &e))
    }
}

fn rules<T>(what: &'static str, texts: &[String]) -> Result<Vec<Rule<T>>, StartError>
where
    Rule<T>: std::str::FromStr<Err = String>,
{
    texts.iter().map(|text| text.parse().map_err(|e| setting(what, &e))).collect()
}

fn setting(what: &'static str, why: &impl ToString) -> StartError {
    StartError::Setting { what, why: why.to_string() }
}
