//! Services of the tests behind a port of their own, until they are dropped.

use axum::Router;
use counterpart_planted::hostile::{self, Hostile};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A server on a thread of its own.
pub(super) struct Hosted {
    pub(super) url: String,
    runtime: Option<Runtime>,
}

impl Hosted {
    /// Serves a router.
    pub(super) fn new(router: Router) -> Self {
        Self::serving(|listener| async { axum::serve(listener, router).await.unwrap() })
    }

    /// Serves the desk as one that does not speak HTTP as it should.
    pub(super) fn hostile(kind: Hostile) -> Self {
        Self::serving(move |listener| async move { hostile::serve(kind, listener).await.unwrap() })
    }

    fn serving<F: Future<Output = ()> + Send + 'static>(
        serve: impl FnOnce(TcpListener) -> F,
    ) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(serve(listener));
        Self { url, runtime: Some(runtime) }
    }
}

impl Drop for Hosted {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
