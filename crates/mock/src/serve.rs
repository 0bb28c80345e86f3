//! The accept loop: connections, their number and their time.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::stall::Stalling;
use crate::{Acceptor, Front};

/// How long the loop rests when the system has no connection to give, as when files run out.
const REST: Duration = Duration::from_millis(100);

/// Serves until `shutdown` is done; requests in flight are answered first.
///
/// # Errors
/// The listener's, once it can listen no more.
pub async fn serve(
    listener: TcpListener,
    acceptor: impl Acceptor,
    front: Arc<Front>,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let acceptor = Arc::new(acceptor);
    let places = Arc::new(Semaphore::new(front.limits().connections));
    let graceful = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut shutdown => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) if is_of_one_connection(&error) => continue,
            Err(_) => {
                tokio::time::sleep(REST).await;
                continue;
            }
        };
        let (acceptor, front) = (Arc::clone(&acceptor), Arc::clone(&front));
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            connection(stream, &*acceptor, &front, watcher).await;
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
    Ok(())
}

/// Speaks HTTP/1.1 on one connection until either side ends it.
async fn connection(stream: TcpStream, acceptor: &impl Acceptor, front: &Front, watcher: Watcher) {
    let limits = front.limits();
    // An answer is one write: waiting for more to send with it only costs time.
    let _ = stream.set_nodelay(true);
    let opened = tokio::time::timeout(limits.header_time, acceptor.accept(stream)).await;
    let Ok(Ok(stream)) = opened else { return };
    let answer = service_fn(|request| front.answer_sent(request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_headers(limits.headers)
        .max_header_size(limits.header_bytes)
        .serve_connection(TokioIo::new(Stalling::new(stream, limits.stall_time)), answer);
    // However it ends, it ends only this connection.
    let _ = watcher.watch(connection).await;
}

/// Tells whether only the connection is lost that was just to be accepted.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
