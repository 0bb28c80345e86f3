//! What turns a TCP connection into the stream that HTTP is spoken on.

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// Opens the streams of connections: as they are ([`Plain`]), or encrypted.
pub trait Acceptor: Send + Sync + 'static {
    /// What HTTP is spoken on.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Opens the stream of a new connection; has as long as a request's headers.
    ///
    /// # Errors
    /// The client does not speak what is spoken here: the connection is closed.
    fn accept(&self, stream: TcpStream) -> impl Future<Output = io::Result<Self::Stream>> + Send;
}

/// Takes connections as they are.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Acceptor for Plain {
    type Stream = TcpStream;

    async fn accept(&self, stream: TcpStream) -> io::Result<TcpStream> {
        Ok(stream)
    }
}
