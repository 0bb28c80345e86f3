//! A load generator: connections that send the same request as soon as the answer is there.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How many connections send at the same time.
const CONNECTIONS: usize = 64;

/// Sends a request over and over; gives how many were answered with the status.
pub(super) async fn run(
    address: SocketAddr,
    request: &str,
    status: u16,
    time: Duration,
) -> anyhow::Result<u32> {
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        let (stop, count, request) = (Arc::clone(&stop), Arc::clone(&count), request.to_owned());
        connections.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            while !stop.load(Ordering::Relaxed) {
                let got = connection.exchange(request.as_bytes()).await?;
                if got != status {
                    bail!("answered {got} instead of {status}: {request}");
                }
                count.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        }));
    }
    tokio::time::sleep(time).await;
    stop.store(true, Ordering::Relaxed);
    for connection in connections {
        connection.await.context("a connection of the load generator")??;
    }
    Ok(count.load(Ordering::Relaxed))
}

/// One connection that is kept.
pub(super) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request, reads the whole answer, and gives its status.
    pub(super) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            self.fill().await?;
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
        };
        let text = std::str::from_utf8(&self.buffer[..head])?;
        let status = text.split(' ').nth(1).context("no status")?.parse()?;
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())
        });
        let end = head + length.transpose()?.unwrap_or(0);
        while self.buffer.len() < end {
            self.fill().await?;
        }
        Ok(status)
    }

    async fn fill(&mut self) -> anyhow::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => bail!("the server closed the connection"),
            _ => Ok(()),
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
