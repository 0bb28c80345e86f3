//! How a request reaches the server.

mod http;
mod in_process;
mod renewing;

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use counterpart_client::Failure;
use counterpart_exchange::{Request, Response};

use crate::Below;

pub use self::http::Http;
pub use in_process::InProcess;
pub use renewing::{Renew, Renewing, Token};

/// How long a stream of events may be silent until what came of it is judged: servers keep it open (HTML "Server-sent events").
pub const QUIET: Duration = Duration::from_secs(1);

/// A request under way.
pub type Sending<'t> = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send + 't>>;

/// A way to the server.
pub trait Transport: Debug + Send + Sync {
    /// Sends a request, whose path stands below the root of the API or where its operation has servers of its own, and takes the whole response.
    ///
    /// # Errors
    /// Why there is no whole response.
    fn send<'t>(&'t self, below: &'t Below, request: &'t Request) -> Sending<'t>;

    /// Names the server for reports: the URL of its root.
    fn target(&self) -> String;
}
