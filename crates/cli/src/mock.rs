//! `counterpart mock`.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use counterpart_files::STACK;
use counterpart_generate::Seed;
use counterpart_mock::{
    Clash, Clock, Front, LogEntry, Plain, Service, Summary, Tls, check_conditions, serve,
};
use counterpart_spec::{Diagnostic, Severity};
use counterpart_state::{Program, ResourceSummary};
use tokio::net::TcpListener;

use crate::arguments::{ClockChoice, LogChoice, MockOptions};
use crate::documents::{Named, named};
use crate::plural::plural;
use crate::reload::{files, reload};
use crate::stop::stop;
use crate::watch::beside;
use crate::{Exit, render};

/// How long requests in flight may take once the mock is told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Serves the documents until it is told to stop.
pub(crate) fn run(options: &MockOptions) -> Exit {
    let documents = named(&options.documents);
    let mut programs = Vec::new();
    for document in &documents {
        match load(document, options) {
            Ok(program) => programs.push(program),
            Err(exit) => return exit,
        }
    }
    if programs.is_empty() {
        render::error("there is no OpenAPI document in the folder", "name a document");
        return Exit::Document;
    }
    if options.edges.sends_nothing(&programs) {
        render::note("no document has webhooks: nothing is sent to the targets of `--webhook`");
    }
    let files = programs.iter().map(files).collect();
    let log = options.log;
    let capacity = options.server.capacity();
    let service = Service::new(programs, clock(options.clock), capacity, move |entry| {
        tell(log, entry);
    });
    let service = match service {
        Ok(service) => service,
        Err(clash) => return clashed(&clash),
    };
    let is_told = options.log != LogChoice::Off;
    let service = match options.edges.around(service, Seed(options.seed), is_told) {
        Ok(service) => service,
        Err(exit) => return exit,
    };
    let (access, token) = match options.server.access(options.host) {
        Ok(access) => access,
        Err(exit) => return exit,
    };
    let service = Arc::new(service);
    let front = match Front::new(Arc::clone(&service), options.server.limits(), access) {
        Ok(front) => front,
        Err(clash) => return clashed(&clash),
    };
    let tls = match options.edges.tls(options.host) {
        Ok(tls) => tls,
        Err(exit) => return exit,
    };
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = match runtime.enable_all().thread_stack_size(STACK).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            render::error(&error.to_string(), "the system gives no threads");
            return Exit::Internal;
        }
    };
    let address = SocketAddr::new(options.host, options.port);
    let run = || runtime.block_on(listen(address, front, tls, token));
    if !options.edges.watch {
        return run();
    }
    let changed = |index: usize| {
        let document = documents.get(index)?;
        reload(&service, index, document, load(document, options).ok())
    };
    beside(files, changed, run).unwrap_or_else(|error| {
        render::error(&format!("files cannot be watched: {error}"), "start without `--watch`");
        Exit::Internal
    })
}

fn clashed(clash: &Clash) -> Exit {
    render::error(&clash.to_string(), "give one of them another base path in `servers`");
    Exit::Usage
}

fn load(document: &Named, options: &MockOptions) -> Result<Program, Exit> {
    let name = document.name();
    let seed = Seed(options.seed);
    let loaded = document.load(&options.load).map_err(|refusal| {
        render::diagnostic(&refusal);
        Exit::Document
    })?;
    let conditions = check_conditions(&loaded.spec);
    let (program, more) = if options.no_inference {
        Program::compile_declared(loaded.spec, seed)
    } else {
        Program::compile(loaded.spec, seed)
    };
    let diagnostics: Vec<_> =
        loaded.diagnostics.into_iter().chain(more).chain(conditions).collect();
    Diagnostic::locate(&diagnostics);
    tell_diagnostics(&name, &diagnostics);
    if diagnostics.iter().any(breaks_state) {
        let message = format!("`{name}` says things about its state that mean nothing");
        render::error(&message, "the language is described in docs/state.md");
        return Err(Exit::Document);
    }
    Ok(if options.dynamic { program.dynamic() } else { program })
}

/// Warnings that are shown when the mock starts; `check` shows all.
const WARNINGS: usize = 10;

/// Shows what is odd about a document: the errors, and the first warnings.
fn tell_diagnostics(name: &str, diagnostics: &[Diagnostic]) {
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let (errors, warnings): (Vec<_>, Vec<_>) = diagnostics.iter().partition(is_error);
    for diagnostic in errors.into_iter().chain(warnings.iter().copied().take(WARNINGS)) {
        render::diagnostic(diagnostic);
    }
    let hidden = warnings.len().saturating_sub(WARNINGS);
    if hidden > 0 {
        let hidden = plural(hidden, "more warning");
        render::note(&format!("{hidden} about `{name}` are shown by `counterpart check`"));
    }
}

/// Tells whether the mock would behave otherwise than its author wrote: odd parts of a vendor's document are lived with, mistakes in our own extensions are not.
fn breaks_state(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error && diagnostic.code.starts_with("E03")
}

fn clock(choice: ClockChoice) -> Clock {
    match choice {
        ClockChoice::Fixed(moment) => Clock::standing(moment),
        ClockChoice::Real => Clock::real(),
    }
}

fn tell(choice: LogChoice, entry: &LogEntry<'_>) {
    let wanted = match choice {
        LogChoice::Off => false,
        LogChoice::Refusals => entry.answer.reason.is_some(),
        LogChoice::All => true,
    };
    if wanted {
        // Nobody may be reading: that is no reason to stop serving.
        let _ = writeln!(io::stderr(), "{entry}");
    }
}

async fn listen(
    address: SocketAddr,
    front: Front,
    tls: Option<Tls>,
    token: Option<String>,
) -> Exit {
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) => {
            let message = format!("cannot listen on {address}: {error}");
            render::error(
                &message,
                "choose another port with `--port`, or let `--port 0` pick one",
            );
            return Exit::Network;
        }
    };
    let (stop, overdue) = match stop().and_then(|stop| Ok((stop, overdue()?))) {
        Ok(signals) => signals,
        Err(error) => {
            render::error(&error.to_string(), "the system gives no signals");
            return Exit::Internal;
        }
    };
    let bound = listener.local_addr().unwrap_or(address);
    tell_start(&bound, tls.as_ref(), &front.service().summaries());
    if let Some(token) = token {
        let scheme = if tls.is_some() { "https" } else { "http" };
        render::note(&format!(
            "other machines may call; the control API asks for this token: {scheme}://{bound}/__counterpart/#token={token}"
        ));
    }
    let front = Arc::new(front);
    let served = async {
        match tls {
            Some(tls) => serve(listener, tls, front, stop).await,
            None => serve(listener, Plain, front, stop).await,
        }
    };
    let ended = tokio::select! {
        ended = served => ended,
        () = overdue => Ok(()),
    };
    match ended {
        Ok(()) => Exit::Clean,
        Err(error) => {
            render::error(&format!("the server failed: {error}"), "this is a fault of counterpart");
            Exit::Internal
        }
    }
}

/// Says where and what; a reader that has gone away is no reason not to serve.
fn tell_start(bound: &SocketAddr, tls: Option<&Tls>, summaries: &[Summary]) {
    let mut out = io::stdout().lock();
    let scheme = if tls.is_some() { "https" } else { "http" };
    let certificate = tls.map(|tls| format!("certificate: SHA-256 {}", tls.fingerprint()));
    let lines = certificate.into_iter().chain(summaries.iter().map(line));
    let told = writeln!(out, "listening on {scheme}://{bound}")
        .and_then(|()| lines.into_iter().try_for_each(|line| writeln!(out, "{line}")));
    let _ = told.and_then(|()| out.flush());
}

/// Is done when the requests in flight have had their time after a signal, or when a second signal comes.
fn overdue() -> io::Result<impl Future<Output = ()>> {
    let first = stop()?;
    Ok(async move {
        first.await;
        let grace = tokio::time::sleep(GRACE);
        match stop() {
            Ok(second) => tokio::select! {
                () = grace => {}
                () = second => {}
            },
            Err(_) => grace.await,
        }
    })
}

/// Shows `Title  /base  5 operations  messages: 4 records, threads: 3 records per chatbotId`.
fn line(summary: &Summary) -> String {
    let base = if summary.base_path.is_empty() { "/" } else { &summary.base_path };
    let mut resources: Vec<_> = summary.resources.iter().take(SHOWN).map(resource).collect();
    match summary.resources.len() {
        0 => resources.push("no resources".to_owned()),
        count if count > SHOWN => resources.push(format!("and {} more", count - SHOWN)),
        _ => {}
    }
    let resources = resources.join(", ");
    format!("{} at {base}: {}; {resources}", summary.title, plural(summary.operations, "operation"))
}

/// More resources would not be read.
const SHOWN: usize = 8;

fn resource(resource: &ResourceSummary) -> String {
    let records = plural(resource.records, "record");
    if resource.partition.is_empty() {
        format!("{} {records}", resource.name)
    } else {
        format!("{} {records} per {}", resource.name, resource.partition.join(" and "))
    }
}
