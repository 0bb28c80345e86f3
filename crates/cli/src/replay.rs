//! `counterpart replay`.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use counterpart_contract::{Exchanged, Received, Run, Sent};
use tokio::runtime::Runtime;

use crate::documents::LoadOptions;
use crate::output::print;
use crate::test::{
    Asked, Identity, Options, Other, Prepared, Size, Time, on_runtime, read_replay, unreached,
};
use crate::{Exit, render};

#[derive(Debug, Args)]
pub(crate) struct ReplayOptions {
    /// The files, as `counterpart test` keeps them in `counterpart.replays`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where the server is; without a path its root, below which the document's base path stands.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The OpenAPI document, YAML or JSON; the configuration may name it.
    #[arg(long, value_name = "DOCUMENT")]
    document: Option<PathBuf>,
    /// The configuration; by default `counterpart.toml` in this folder or the nearest above it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The target of the configuration.
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// How long a response may take before it is given up; 30s by default.
    #[arg(long, value_name = "TIME", help_heading = "Connection")]
    timeout: Option<Time>,
    /// How long a response may take before it is a finding.
    #[arg(long, value_name = "TIME", help_heading = "Connection")]
    max_response_time: Option<Time>,
    /// The largest body of a response, such as `16MiB`, which is the default.
    #[arg(long, value_name = "BYTES", help_heading = "Connection")]
    max_body: Option<Size>,
    /// Believe the server whoever it says it is.
    #[arg(long, help_heading = "Connection")]
    insecure: bool,
    /// Certificates, in PEM, to believe besides those of the public authorities.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    ca: Option<PathBuf>,
    #[command(flatten)]
    auth: Identity,
    #[command(flatten)]
    other: Other,
    #[command(flatten)]
    load: LoadOptions,
}

/// Plays what the files say, and tells whether it still shows what was found.
pub(crate) fn run(options: &ReplayOptions) -> Exit {
    on_runtime(|runtime| replay(options, runtime))
}

fn replay(options: &ReplayOptions, runtime: &Runtime) -> Result<Exit, Exit> {
    let asked = Asked {
        document: options.document.as_deref(),
        config: options.config.as_deref(),
        target: options.target.as_deref(),
        load: &options.load,
    };
    let flags = Options {
        url: options.url.clone(),
        timeout: options.timeout,
        max_response_time: options.max_response_time,
        max_body: options.max_body,
        insecure: options.insecure.then_some(true),
        ca: options.ca.clone(),
        auth: options.auth.clone(),
        other: options.other.clone(),
        ..Options::default()
    };
    let Prepared { subject, settings, transport, .. } = asked.prepare(flags, runtime)?;
    let secrets = settings.callers.secrets(subject.spec());
    let mask = settings.callers.mask(&subject);
    let run = Run { subject, settings, transport };
    let mut exit = Exit::Clean;
    for path in &options.files {
        let name = path.display();
        let saved = read_replay(path)?;
        let scenario = saved.scenario(&run.subject).map_err(|error| {
            let help = "it is of another document, or the document has changed";
            render::error(&format!("`{name}` cannot be played: {error}"), help);
            Exit::Usage
        })?;
        let played =
            runtime.block_on(run.again(&scenario, &saved.id)).map_err(|unrun| unreached(&unrun))?;
        let call = |call: &Exchanged| {
            let call = mask.call(call);
            Call {
                sent: Sent::of(call.below.url(&run.transport.target()), &call.request, &secrets),
                received: Received::of(&call.outcome, call.elapsed, &secrets),
            }
        };
        let calls: String = played.calls.iter().map(|made| call(made).to_string()).collect();
        let still = played.seen.iter().find(|seen| seen.id == saved.id);
        let verdict = match (still, &played.unmade) {
            (Some(seen), _) => format!("it still fails: {}", mask.text(&seen.message)),
            (None, Some(reason)) => unmade(&played.calls, reason),
            (None, None) => format!("not seen: {}", saved.message),
        };
        let check = saved.check.name();
        print(&format!("{name}: {}: {check}\n{calls}\n{verdict}\n\n", saved.operation))?;
        if still.is_some() {
            exit = Exit::Findings;
        } else if played.unmade.is_some() && exit == Exit::Clean {
            exit = Exit::Network;
        }
    }
    Ok(exit)
}

/// Says why what a file says could not be played to its end.
fn unmade(calls: &[Exchanged], reason: &str) -> String {
    let last = calls.iter().rev().find_map(|call| call.status().filter(|status| *status >= 400));
    let why = match last {
        Some(401 | 403) => "; give credentials, such as `--header 'Authorization: Bearer …'`",
        _ => "",
    };
    let answered = last.map_or_else(String::new, |status| format!(", which was answered {status}"));
    format!("a call could not be made: {reason}{answered}{why}")
}

/// A call, as it travelled.
struct Call {
    sent: Sent,
    received: Received,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sent, received } = self;
        writeln!(f, "\n{} {}", sent.method, sent.url)?;
        message(f, &sent.headers, sent.body.as_deref())?;
        match received {
            Received::Response { status, headers, body, elapsed_ms } => {
                writeln!(f, "\nHTTP/1.1 {status}  ({elapsed_ms:.1} ms)")?;
                message(f, headers, body.as_deref())
            }
            Received::Nothing(reason) => writeln!(f, "\nno response: {reason}"),
        }
    }
}

fn message(
    f: &mut fmt::Formatter<'_>,
    headers: &[(String, String)],
    body: Option<&str>,
) -> fmt::Result {
    headers.iter().try_for_each(|(name, value)| writeln!(f, "{name}: {value}"))?;
    body.map_or(Ok(()), |body| writeln!(f, "\n{body}"))
}
