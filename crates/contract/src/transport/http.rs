//! Over HTTP.

use std::borrow::Cow;

use counterpart_client::{Base, Client, Failure, decoded};
use counterpart_exchange::Request;

use super::{Sending, Transport};
use crate::Below;

/// A server behind a URL.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    base: Base,
    max_body: usize,
}

impl Http {
    /// Sends everything to one base; bodies that come compressed are taken out of it up to a size in bytes.
    pub fn new(client: Client, base: Base, max_body: usize) -> Self {
        Self { client, base, max_body }
    }
}

impl Transport for Http {
    fn send<'t>(&'t self, below: &'t Below, request: &'t Request) -> Sending<'t> {
        Box::pin(async move {
            let base = match below {
                Below::Target => Cow::Borrowed(&self.base),
                Below::Url(url) => {
                    Cow::Owned(url.parse().map_err(|_| Failure::Target(url.clone()))?)
                }
            };
            let response = self.client.send(&base, request).await?;
            Ok(decoded(&response, self.max_body)?.unwrap_or(response))
        })
    }

    fn target(&self) -> String {
        self.base.to_string()
    }
}
