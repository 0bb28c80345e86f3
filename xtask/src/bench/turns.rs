//! Servers under the same load in turns, so that what else the machine does meets all of them.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use super::load;
use super::server::Server;

/// How long a server is loaded before it is another one's turn: long enough for the ticks that its processor time is counted in.
const TURN: Duration = Duration::from_millis(500);

/// What a request costs one server: medians over all turns.
pub(super) struct Cost {
    /// Microseconds of processor.
    pub(super) micros: f64,
    /// Requests in a second.
    pub(super) rate: f64,
    /// Processor time as a multiple of the first server's in the turn before.
    pub(super) times: f64,
}

/// Loads the servers in turns, each for so many seconds in all; gives the cost for each, in their order.
pub(super) fn measure(
    runtime: &Runtime,
    servers: &[&Server],
    request: &str,
    status: u16,
    seconds: u64,
) -> anyhow::Result<Vec<Cost>> {
    let mut turns = vec![Vec::new(); servers.len()];
    let begin = Instant::now();
    while begin.elapsed().as_secs() < seconds * servers.len() as u64 {
        let mut first = None;
        for (server, turns) in servers.iter().zip(&mut turns) {
            let (before, begin) = (server.cpu()?, Instant::now());
            let count = runtime.block_on(load::run(server.address, request, status, TURN))?;
            let (cpu, wall) = (server.cpu()? - before, begin.elapsed().as_secs_f64());
            let micros = cpu / f64::from(count) * 1e6;
            turns.push((micros, f64::from(count) / wall, micros / *first.get_or_insert(micros)));
        }
    }
    let cost = |turns: &Vec<(f64, f64, f64)>| Cost {
        micros: median(turns.iter().map(|turn| turn.0)),
        rate: median(turns.iter().map(|turn| turn.1)),
        times: median(turns.iter().map(|turn| turn.2)),
    };
    Ok(turns.iter().map(cost).collect())
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
