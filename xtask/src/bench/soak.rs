//! Full load for a long time, with scopes created and dropped: memory has to stay flat.
#![expect(clippy::disallowed_methods, reason = "measuring is about time")]

use std::time::{Duration, Instant};

use anyhow::ensure;

use super::load::{self, Connection};
use super::server::Server;

/// How long one scope is under load with one kind of request.
const TURN: Duration = Duration::from_millis(500);

/// How often memory is told of.
const TOLD: u32 = 10;

/// Loads a server scope by scope, each with reads and writes, and drops it; tells of the memory now and then.
pub(super) fn run(
    server: &Server,
    requests: &[(&str, String, u16)],
    seconds: u64,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let whole = Duration::from_secs(seconds);
    let (begin, mut sent, mut told, mut round) = (Instant::now(), 0_u64, 0, 0);
    println!("| time | requests | memory |\n|---|---|---|");
    while begin.elapsed() < whole {
        let scope = format!("scope-{}", round % 50);
        for (_, request, status) in requests {
            let scoped =
                request.replacen("\r\n", &format!("\r\nX-Counterpart-Scope: {scope}\r\n"), 1);
            sent +=
                u64::from(runtime.block_on(load::run(server.address, &scoped, *status, TURN))?);
        }
        let drop =
            format!("DELETE /__counterpart/scopes/{scope} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let dropped = runtime.block_on(async {
            Connection::open(server.address).await?.exchange(drop.as_bytes()).await
        })?;
        ensure!(dropped == 204, "the scope `{scope}` is not dropped: {dropped}");
        round += 1;
        if begin.elapsed() >= whole * told / TOLD {
            told += 1;
            println!("| {} s | {sent} | {:.1} MiB |", begin.elapsed().as_secs(), server.memory()?);
        }
    }
    Ok(())
}
