//! What stands around the documents, as the command line says it: conditions of the network, TLS, a real server, callbacks and webhooks.

use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use counterpart_client::{Base, Client, Settings, Trust, Untrusted};
use counterpart_generate::Seed;
use counterpart_mock::{
    Conditions, Fault, Latency, Outgoing, OutgoingSettings, Proxy, RateLimit, Rule, Service, Tls,
    WebhookTarget,
};
use counterpart_state::Program;

use crate::named::read;
use crate::{Exit, render};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct EdgeOptions {
    /// How long answers are held back: `200ms`, drawn from `50ms..300ms`, or of one operation `GET /pets=1s`.
    #[arg(long, value_name = "[OPERATION=]TIME", help_heading = "Conditions")]
    pub(crate) latency: Vec<Rule<Latency>>,
    /// What goes wrong, and how often: `503`, `2%:reset`, `5%:timeout`, `truncated`, `garbage`, or of one operation `listPets=10%:500`.
    #[arg(long, value_name = "[OPERATION=][SHARE:]FAULT", help_heading = "Conditions")]
    pub(crate) fault: Vec<Rule<Fault>>,
    /// How many requests a client may make: `100/1m`, or to one operation `POST /pets=10/s`; more are refused with 429.
    #[arg(long, value_name = "[OPERATION=]LIMIT", help_heading = "Conditions")]
    pub(crate) rate_limit: Vec<Rule<RateLimit>>,
    /// Serve documents anew when their files change; what callers wrote is kept as far as it still fits.
    #[arg(long, help_heading = "Documents")]
    pub(crate) watch: bool,
    /// Serve HTTPS, with a certificate made for this start unless one is given.
    #[arg(long, help_heading = "TLS")]
    pub(crate) tls: bool,
    /// The certificate to serve HTTPS with, in PEM, with those that vouch for it.
    #[arg(long, value_name = "FILE", requires = "tls_key", help_heading = "TLS")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert", help_heading = "TLS")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Stand before a real server: requests go there, and both sides are held to the document; what it has not built (501) is mocked.
    #[arg(long, value_name = "URL", help_heading = "Proxy")]
    pub(crate) proxy: Option<Base>,
    /// Refuse requests and answers that break the document, instead of only telling of them.
    #[arg(long, requires = "proxy", help_heading = "Proxy")]
    pub(crate) errors: bool,
    /// Believe the real server and receivers of callbacks whoever they say they are.
    #[arg(long, help_heading = "Proxy")]
    pub(crate) insecure: bool,
    /// Certificates, in PEM, to believe besides those of the public authorities.
    #[arg(long, value_name = "FILE", conflicts_with = "insecure", help_heading = "Proxy")]
    pub(crate) ca: Option<PathBuf>,
    /// Where webhooks go when records change that they tell of: all of them, or those of one name.
    #[arg(long, value_name = "[NAME=]URL", help_heading = "Callbacks and webhooks")]
    pub(crate) webhook: Vec<WebhookTarget>,
    /// Let callbacks leave this machine: their addresses come from callers.
    #[arg(long, help_heading = "Callbacks and webhooks")]
    pub(crate) allow_callbacks: bool,
}

impl EdgeOptions {
    /// Puts around the documents what the arguments say; `is_told` asks for lines about what is sent.
    pub(crate) fn around(
        &self,
        service: Service,
        seed: Seed,
        is_told: bool,
    ) -> Result<Service, Exit> {
        let service = service.under(self.conditions(), seed).map_err(|unknown| {
            render::error(&unknown.to_string(), "`counterpart sample` shows the operations");
            Exit::Usage
        })?;
        let trust = trust(self.insecure, self.ca.as_deref())?;
        let service = match &self.proxy {
            Some(base) => {
                let proxy = Proxy::new(base.clone(), &trust, self.errors);
                service.behind(proxy.map_err(|error| untrusted(&error))?)
            }
            None => service,
        };
        let settings = OutgoingSettings {
            webhooks: self.webhook.clone(),
            allow_callbacks: self.allow_callbacks,
            is_https: self.tls || self.tls_cert.is_some(),
        };
        let outgoing = Outgoing::new(settings, seed, &trust, move |line: &str| {
            if is_told {
                // Nobody may be reading: that is no reason to stop serving.
                let _ = writeln!(io::stderr(), "{line}");
            }
        });
        let outgoing = outgoing.map_err(|error| untrusted(&error))?;
        service.sending(outgoing).map_err(|unknown| {
            render::error(&unknown.to_string(), "name one of the document's `webhooks`");
            Exit::Usage
        })
    }

    /// Tells whether there are targets for webhooks, and no webhooks.
    pub(crate) fn sends_nothing(&self, programs: &[Program]) -> bool {
        !self.webhook.is_empty() && programs.iter().all(|p| p.spec().webhooks.is_empty())
    }

    /// Gives the conditions under which the documents answer.
    fn conditions(&self) -> Conditions {
        Conditions {
            latency: self.latency.clone(),
            faults: self.fault.clone(),
            rate_limit: self.rate_limit.clone(),
        }
    }

    /// Makes what opens encrypted connections; `None` where they are plain.
    pub(crate) fn tls(&self, host: IpAddr) -> Result<Option<Tls>, Exit> {
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Tls::from_pem(&read(certificate)?, &read(key)?),
            _ if self.tls => {
                let mut names =
                    vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
                if !names.contains(&host.to_string()) {
                    names.push(host.to_string());
                }
                Tls::self_signed(names)
            }
            _ => return Ok(None),
        };
        tls.map(Some).map_err(|error| {
            let help = "give both as PEM files, or leave them out and let `--tls` make them";
            render::error(&error.to_string(), help);
            Exit::Usage
        })
    }
}

/// Says which certificates are believed.
pub(crate) fn trust(insecure: bool, ca: Option<&Path>) -> Result<Trust, Exit> {
    Ok(match ca {
        _ if insecure => Trust::Anyone,
        Some(path) => Trust::Also(read(path)?),
        None => Trust::Public,
    })
}

/// Makes what sends requests.
pub(crate) fn client(settings: &Settings) -> Result<Client, Exit> {
    Client::new(settings).map_err(|error| untrusted(&error))
}

fn untrusted(error: &Untrusted) -> Exit {
    render::error(&error.to_string(), "check the file of `--ca`");
    Exit::Usage
}
