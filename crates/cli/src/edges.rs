//! The arguments that are about what stands around the documents: conditions of the network, TLS.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use counterpart_mock::{Conditions, Fault, Latency, RateLimit, Rule, Tls};

use crate::{Exit, render};

#[derive(Debug, Args)]
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
    /// Serve HTTPS, with a certificate made for this start unless one is given.
    #[arg(long, help_heading = "TLS")]
    pub(crate) tls: bool,
    /// The certificate to serve HTTPS with, in PEM, with those that vouch for it.
    #[arg(long, value_name = "FILE", requires = "tls_key", help_heading = "TLS")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert", help_heading = "TLS")]
    pub(crate) tls_key: Option<PathBuf>,
}

impl EdgeOptions {
    /// Gives the conditions under which the documents answer.
    pub(crate) fn conditions(&self) -> Conditions {
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

fn read(path: &Path) -> Result<Vec<u8>, Exit> {
    std::fs::read(path).map_err(|error| {
        render::error(&format!("`{}` cannot be read: {error}", path.display()), "check the path");
        Exit::Usage
    })
}
