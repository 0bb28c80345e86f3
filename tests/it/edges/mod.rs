//! What stands around the documents, over real sockets.

mod base_paths;
mod conditions;
mod library;
mod outgoing;
mod proxy;
mod server;
mod tls;
mod watch;

use counterpart_client::{Base, Client, Settings, Trust};
use counterpart_exchange::{Request, Response};

use crate::support::request;

/// The document of these tests.
const PETS: &str = "fixtures/edges/pets.yaml";

/// A client with a runtime of its own.
struct Caller {
    runtime: tokio::runtime::Runtime,
    client: Client,
}

impl Caller {
    fn new() -> Self {
        let settings = Settings { trust: Trust::Anyone, ..Settings::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { client: Client::new(&settings).unwrap(), runtime }
    }

    /// Sends a request written as HTTP; an error says why there is no whole response.
    fn call(&self, url: &str, text: &str) -> Result<Response, String> {
        let base: Base = url.parse().unwrap();
        let request: Request = request(text);
        let sent = self.client.send(&base, &request);
        self.runtime.block_on(sent).map_err(|failure| failure.to_string())
    }
}

/// Gives a header as text.
fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers.get(name).and_then(|value| value.to_str().ok())
}
