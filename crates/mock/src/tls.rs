//! HTTPS: an acceptor that speaks TLS before HTTP.
//!
//! A client that speaks plain HTTP here is no handshake, and its connection is closed.

use std::fmt::{self, Write};
use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::Acceptor;

/// Opens streams that are encrypted.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    fingerprint: String,
}

/// Why there is no certificate to serve with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// The certificates cannot be read.
    #[error(
        "the certificate cannot be read: {0}; expected one or more in PEM, the server's own first"
    )]
    Certificate(String),
    /// The key cannot be read.
    #[error("the private key cannot be read: {0}; expected one in PEM")]
    Key(String),
    /// The two do not belong together, or mean nothing to the provider.
    #[error("the certificate and the private key cannot be used: {0}")]
    Unusable(String),
}

impl Tls {
    /// Makes a certificate that nobody vouches for, for some names of hosts and addresses.
    ///
    /// # Errors
    /// A name that cannot stand in a certificate.
    pub fn self_signed(names: Vec<String>) -> Result<Self, TlsError> {
        let made = rcgen::generate_simple_self_signed(names);
        let made = made.map_err(|error| TlsError::Certificate(error.to_string()))?;
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der());
        let key = key.map_err(|error| TlsError::Key(error.to_owned()))?;
        Self::new(vec![made.cert.der().clone()], key)
    }

    /// Takes a chain of certificates and a private key, both in PEM (RFC 7468).
    ///
    /// # Errors
    /// Either cannot be read, or they do not belong together.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificates).collect();
        let chain = chain.map_err(|error| TlsError::Certificate(error.to_string()))?;
        if chain.is_empty() {
            return Err(TlsError::Certificate("there is none".to_owned()));
        }
        let key = PrivateKeyDer::from_pem_slice(key);
        Self::new(chain, key.map_err(|error| TlsError::Key(error.to_string()))?)
    }

    fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, TlsError> {
        let fingerprint = fingerprint(&chain[0]);
        let unusable = |error: rustls::Error| TlsError::Unusable(error.to_string());
        let mut settings = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(unusable)?;
        settings.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(settings)), fingerprint })
    }

    /// Gives the SHA-256 of the certificate, `AB:CD:…`, as browsers show it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("fingerprint", &self.fingerprint).finish_non_exhaustive()
    }
}

impl Acceptor for Tls {
    type Stream = TlsStream<TcpStream>;

    async fn accept(&self, stream: TcpStream) -> io::Result<Self::Stream> {
        self.acceptor.accept(stream).await
    }
}

fn fingerprint(certificate: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
    let mut text = String::new();
    for (at, byte) in digest.as_ref().iter().enumerate() {
        let separator = if at == 0 { "" } else { ":" };
        // Writing to a string never fails.
        let _ = write!(text, "{separator}{byte:02X}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_read_or_refused() {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        let tls = Tls::from_pem(certificate.as_bytes(), key.as_bytes()).unwrap();
        assert_eq!(tls.fingerprint().len(), 32 * 3 - 1);
        for (certificate, key, expected) in [
            ("", &*key, "the certificate cannot be read: there is none"),
            (&*certificate, "", "the private key cannot be read: "),
            (&certificate, &certificate, "the private key cannot be read: "),
            (&other.cert.pem(), &key, "the certificate and the private key cannot be used: "),
        ] {
            let error = Tls::from_pem(certificate.as_bytes(), key.as_bytes()).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{error}");
        }
    }
}
