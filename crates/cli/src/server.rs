//! The arguments that are about the server itself: the control API, who may ask, and what is borne.

use std::io::{self, Read};
use std::net::IpAddr;
use std::time::Duration;

use clap::Args;
use counterpart_mock::{Access, Capacity, Control, Limits};

use crate::test::Size;
use crate::{Exit, render};

/// The environment variable that gives the token of the control API: arguments are seen by other users of a machine.
const TOKEN: &str = "COUNTERPART_CONTROL_TOKEN";
/// Bytes of a token that is made: 192 bits cannot be guessed.
const TOKEN_BYTES: usize = 24;

#[derive(Debug, Args)]
pub(crate) struct ServerOptions {
    /// Leave out the control API below `/__counterpart/`.
    #[arg(long, help_heading = "Control")]
    pub(crate) no_control: bool,
    /// The token that the control API asks for; without one it is open on the loopback, and elsewhere one is made and printed. The environment variable `COUNTERPART_CONTROL_TOKEN` gives it too.
    #[arg(long, value_name = "TOKEN", conflicts_with = "no_control", help_heading = "Control")]
    pub(crate) control_token: Option<String>,
    /// A name besides those of the loopback that requests may use as `Host`; on another address than the loopback every name may be used.
    #[arg(long, value_name = "NAME", help_heading = "Control")]
    pub(crate) allow_host: Vec<String>,
    /// The largest body of a request, such as `16MiB`.
    #[arg(long, value_name = "BYTES", default_value = "16MiB", value_parser = bytes, help_heading = "Limits")]
    pub(crate) max_body: usize,
    /// How many seconds the body of a request may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, help_heading = "Limits")]
    pub(crate) request_timeout: u64,
    /// How many connections there may be at one time; further ones wait.
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = at_least_one, help_heading = "Limits")]
    pub(crate) max_connections: usize,
    /// About how much memory what callers write may take, such as `512MiB`; then scopes that were not used for the longest time are dropped, and then writes are refused with 507.
    #[arg(long, value_name = "BYTES", default_value = "512MiB", value_parser = bytes, help_heading = "Limits")]
    pub(crate) max_memory: usize,
    /// How many scopes there may be; then the one is dropped that was not used for the longest time.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = at_least_one, help_heading = "Limits")]
    pub(crate) max_scopes: usize,
}

impl ServerOptions {
    /// Gives the bounds of connections and requests.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            connections: self.max_connections,
            body_bytes: self.max_body,
            body_time: Duration::from_secs(self.request_timeout),
            ..Limits::default()
        }
    }

    /// Gives the bounds of what is remembered.
    pub(crate) fn capacity(&self) -> Capacity {
        Capacity { memory: self.max_memory, scopes: self.max_scopes, ..Capacity::default() }
    }

    /// Says who may ask; a token that is made for this start comes with it, to be told.
    pub(crate) fn access(&self, host: IpAddr) -> Result<(Access, Option<String>), Exit> {
        let hosts = host.is_loopback().then(|| self.allow_host.clone());
        if self.no_control {
            return Ok((Access { control: Control::Off, hosts }, None));
        }
        let given = self.control_token.clone().or_else(|| std::env::var(TOKEN).ok());
        if let Some(token) = given {
            if token.trim().is_empty() {
                render::error("the token of the control API is empty", "give one, or leave it out");
                return Err(Exit::Usage);
            }
            return Ok((Access { control: Control::Token(token), hosts }, None));
        }
        if host.is_loopback() {
            return Ok((Access { control: Control::Open, hosts }, None));
        }
        let token = token().map_err(|error| {
            let help =
                "give one with `--control-token`, or leave the control API out with `--no-control`";
            render::error(&format!("no token can be made: {error}"), help);
            Exit::Internal
        })?;
        Ok((Access { control: Control::Token(token.clone()), hosts }, Some(token)))
    }
}

/// Makes a token that nobody can guess, from the system's own randomness.
fn token() -> io::Result<String> {
    let mut bytes = [0; TOKEN_BYTES];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Ok(digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect())
}

fn bytes(text: &str) -> Result<usize, &'static str> {
    text.parse().map(|Size(bytes)| bytes)
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("expected a number of at least 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ() {
        let (one, two) = (token().unwrap(), token().unwrap());
        assert!(one != two && one.len() == 2 * TOKEN_BYTES, "{one} {two}");
    }
}
