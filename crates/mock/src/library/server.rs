//! A server that runs until it is dropped.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;
use std::thread::JoinHandle;

use counterpart_files::STACK;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{Mock, ScopeHandle, StartError};
use crate::{Acceptor, Front, Plain, Service, serve};

/// A mock that is served on a port of its own; ends when it is dropped.
///
/// Whatever can be asked of a scope can be asked of it: then the scope is meant that clients see who name none.
#[derive(Debug)]
pub struct Server {
    url: String,
    base: ScopeHandle,
    service: Arc<Service>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a thread that serves, and tells how that went. It has its own runtime, so a test that blocks does not block the server, and a stack for documents that refer deeply.
    pub(super) fn launch(
        mock: Mock,
        tell: impl FnOnce(Result<Self, StartError>) + Send + 'static,
    ) -> Result<(), StartError> {
        let (join, joined) = std::sync::mpsc::channel();
        let run = move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            let started = runtime.enable_all().build().map_err(StartError::from);
            let started = started.and_then(|runtime| {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, mock.port));
                let scheme = if mock.is_https() { "https" } else { "http" };
                #[cfg(feature = "tls")]
                let tls = mock.tls.clone();
                #[cfg(not(feature = "tls"))]
                let tls = None::<Plain>;
                let front = Arc::new(mock.build()?);
                let listener = runtime.block_on(TcpListener::bind(address))?;
                let url = format!("{scheme}://{}", listener.local_addr()?);
                Ok((runtime, front, listener, tls, url))
            });
            let (runtime, front, listener, tls, url) = match started {
                Ok(started) => started,
                Err(error) => return tell(Err(error)),
            };
            let (stop, stopped) = oneshot::channel();
            let service = Arc::clone(front.service());
            let base = ScopeHandle::base(&service);
            let (stop, thread) = (Some(stop), joined.recv().ok());
            tell(Ok(Self { url, base, service, stop, thread }));
            match tls {
                Some(tls) => runtime.block_on(serve_until(listener, tls, front, stopped)),
                None => runtime.block_on(serve_until(listener, Plain, front, stopped)),
            }
        };
        let thread = std::thread::Builder::new().name("counterpart".into()).stack_size(STACK);
        // It waits for its own handle, which the server is to have.
        let _ = join.send(thread.spawn(run)?);
        Ok(())
    }

    /// Gives where it is: `http://127.0.0.1:<port>`, or `https://…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Gives a scope by its name, as clients name it with the header `X-Counterpart-Scope`; one that is new begins with what the shared one remembers.
    ///
    /// What is held stays valid when the scope is dropped, but clients do not see it any more.
    pub fn scope(&self, name: &str) -> ScopeHandle {
        ScopeHandle::named(&self.service, name)
    }
}

impl Deref for Server {
    type Target = ScopeHandle;

    fn deref(&self) -> &ScopeHandle {
        &self.base
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, by a fault of ours.
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Serves until it is told to stop; requests in flight are broken off, as nobody is there to read their answers.
async fn serve_until(
    listener: TcpListener,
    acceptor: impl Acceptor,
    front: Arc<Front>,
    stopped: oneshot::Receiver<()>,
) {
    tokio::select! {
        _ = stopped => {}
        _ = serve(listener, acceptor, front, std::future::pending()) => {}
    }
}
