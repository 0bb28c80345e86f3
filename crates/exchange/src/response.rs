//! A response as it came over the wire.

use bytes::Bytes;
use http::HeaderMap;

/// A response with its whole body.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}
