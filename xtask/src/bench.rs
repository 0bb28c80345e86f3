//! Measures the mock beside a bare axum handler, in one run: processor time and requests in a second, memory, and how soon it answers.
#![expect(clippy::disallowed_methods, reason = "measuring is about time and processes")]

mod bare;
mod load;
mod runner;
mod server;
mod soak;
mod turns;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::ensure;
use clap::{Args, Subcommand};

use load::Connection;
use server::Server;
use turns::Cost;

/// The document that is served under load.
const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bench/messages.yaml");

/// How long a server is loaded before it counts.
const WARM: Duration = Duration::from_millis(500);

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Load the mock and a bare axum handler with the same requests
    Mock(Options),
    /// Hold the mock and the planted desk to their documents, and count cases in a second
    Test {
        /// How many cases by chance each operation gets
        #[arg(long, default_value_t = 1000)]
        cases: u32,
    },
    /// Load the mock for a long time, with scopes created and dropped
    Soak {
        /// How long, in seconds
        #[arg(long, default_value_t = 600)]
        seconds: u64,
    },
    /// Serve the bare handler
    #[command(hide = true)]
    Bare,
}

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How long each request is sent to each server, in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Another build of the program to compare with
    #[arg(long, value_name = "PROGRAM")]
    against: Option<PathBuf>,
    /// A document to measure the first answer and the memory of; by default the four of openapi/
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<PathBuf>,
}

pub(crate) fn run(bench: Bench) -> anyhow::Result<ExitCode> {
    match bench {
        Bench::Bare => bare::serve()?,
        // What is compared has to be as fast as it can be, too.
        Bench::Mock(_) | Bench::Soak { .. } | Bench::Test { .. } if cfg!(debug_assertions) => {
            return again();
        }
        Bench::Test { cases } => test(cases)?,
        Bench::Soak { seconds } => {
            let server = Server::start(mock_of(&build(&[])?).arg(DOCUMENT))?;
            soak::run(&server, &requests(), seconds)?;
        }
        Bench::Mock(options) => mock(&options)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs the same command as a release build.
fn again() -> anyhow::Result<ExitCode> {
    let arguments = std::env::args_os().skip(1);
    let run = ["run", "--release", "--quiet", "--package", "xtask", "--"];
    let status = Command::new(cargo()).args(run).args(arguments).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Names the cargo that runs this.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs the runner against fast servers: the mock, and the desk with and without its defects.
fn test(cases: u32) -> anyhow::Result<()> {
    let binary = build(&[])?;
    let planted = build(&["--package", "counterpart-planted"])?.with_file_name("planted");
    let desk = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/planted/openapi.yaml");
    let known =
        ["--header", "Authorization: Bearer desk-amber", "--header", "X-Api-Key: key-cedar"];
    let served = |defects: &[String]| {
        Server::start(Command::new(&planted).args(["--port", "0"]).args(defects))
    };
    let listed = Command::new(&planted).arg("--list").output()?.stdout;
    let names = String::from_utf8_lossy(&listed).into_owned();
    let names = names.lines().filter_map(|line| line.split_whitespace().next());
    // One that answers late would be all that is measured.
    let names = names.filter(|name| *name != "search-slow");
    let all: Vec<_> = names.flat_map(|name| ["--defect".to_owned(), name.to_owned()]).collect();
    let target =
        |name, document, server, arguments| runner::Target { name, document, server, arguments };
    let targets = [
        target(
            "the mock, messages",
            DOCUMENT,
            Server::start(mock_of(&binary).arg(DOCUMENT))?,
            &[][..],
        ),
        target("the desk", desk, served(&[])?, &known[..]),
        target("the desk, all defects", desk, served(&all)?, &known[..]),
    ];
    runner::measure(&binary, &targets, cases)
}

fn mock(options: &Options) -> anyhow::Result<()> {
    let binary = build(&[])?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut servers = vec![
        (
            "bare axum",
            Server::start(Command::new(std::env::current_exe()?).args(["bench", "bare"]))?,
        ),
        ("counterpart", Server::start(mock_of(&binary).arg(DOCUMENT))?),
    ];
    if let Some(other) = &options.against {
        servers.push(("the other build", Server::start(mock_of(other).arg(DOCUMENT))?));
    }
    match prism() {
        Some(server) => servers.push(("prism", server)),
        None => {
            println!("prism is not installed: install @stoplight/prism-cli to compare with it\n");
        }
    }
    println!("| request | server | µs of processor | requests/s | × bare |");
    println!("|---|---|---|---|---|");
    for (name, request, status) in requests() {
        let mut able = Vec::new();
        for (server_name, server) in &servers {
            match runtime.block_on(load::run(server.address, &request, status, WARM)) {
                Ok(_) => able.push((server_name, server)),
                Err(error) => println!("| {name} | {server_name} | {error} | | |"),
            }
        }
        let loaded: Vec<_> = able.iter().map(|(_, server)| *server).collect();
        let costs = turns::measure(&runtime, &loaded, &request, status, options.seconds)?;
        for ((server_name, _), Cost { micros, rate, times }) in able.iter().zip(costs) {
            println!("| {name} | {server_name} | {micros:.1} | {rate:.0} | {times:.2} |");
        }
    }
    println!("\n| documents | first answer | memory when idle |\n|---|---|---|");
    let documents = match options.documents.as_slice() {
        [] => vendor_documents(),
        some => some.to_vec(),
    };
    let begin = Instant::now();
    let server = Server::start(mock_of(&binary).args(&documents))?;
    let answer = runtime.block_on(async {
        let mut connection = Connection::open(server.address).await?;
        connection.exchange(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await
    });
    let first = begin.elapsed();
    ensure!(answer.is_ok(), "no answer: {answer:?}");
    println!(
        "| {} | {:.0} ms ({:.0} ms until it listens) | {:.1} MiB |",
        documents.len(),
        first.as_secs_f64() * 1e3,
        server.start.as_secs_f64() * 1e3,
        server.memory()?
    );
    Ok(())
}

/// Names the requests with the status they get.
fn requests() -> [(&'static str, String, u16); 3] {
    let mut body = bare::record();
    if let Some(fields) = body.as_object_mut() {
        for name in ["id", "read", "created_at"] {
            fields.shift_remove(name);
        }
    }
    let body = body.to_string();
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let post = format!(
        "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    [
        ("GET by id", get("/messages/7"), 200),
        ("list of 20", get("/messages?limit=20"), 200),
        ("validated POST", post, 201),
    ]
}

fn mock_of(binary: &Path) -> Command {
    let mut command = Command::new(binary);
    command.args(["mock", "--port", "0", "--log", "off"]);
    command
}

/// Builds a program, by default ours, as it is shipped, but for the link-time optimisation.
fn build(which: &[&str]) -> anyhow::Result<PathBuf> {
    let status =
        Command::new(cargo()).args(["build", "--release", "--quiet"]).args(which).status()?;
    ensure!(status.success(), "the build failed");
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target =
        target.unwrap_or_else(|| [env!("CARGO_MANIFEST_DIR"), "..", "target"].iter().collect());
    Ok(target.join("release").join("counterpart"))
}

/// Starts Prism with the same document, where it is installed.
fn prism() -> Option<Server> {
    Server::start(Command::new("prism").args(["mock", "--port", "4999", DOCUMENT])).ok()
}

fn vendor_documents() -> Vec<PathBuf> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "openapi"].iter().collect();
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut documents: Vec<_> = files.map(|file| file.path()).collect();
    documents.sort();
    documents
}
