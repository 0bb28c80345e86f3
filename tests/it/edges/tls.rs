//! HTTPS, with a certificate that is made or given.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::{Caller, PETS};
use crate::support::Process;

#[test]
fn a_certificate_is_made_for_the_start() {
    let mut mock = Process::start(&["mock", PETS, "--tls"]);
    let told = mock.lines(1).swap_remove(0);
    let fingerprint = told.strip_prefix("certificate: SHA-256 ").unwrap();
    assert_eq!(fingerprint.split(':').count(), 32);
    let address = mock.url.strip_prefix("https://").unwrap();
    // Plain HTTP is closed, and does not close the others.
    let mut plain = TcpStream::connect(address).unwrap();
    plain.write_all(b"GET /pets HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    let caller = Caller::new();
    for _ in 0..2 {
        assert_eq!(caller.call(&mock.url, "GET /v1/pets").unwrap().status, 200);
    }
}

#[test]
fn certificates_that_cannot_be_used_are_refused() {
    let here = "fixtures/edges/pets.yaml";
    for (arguments, code, expected) in [
        (
            &["--tls-cert", here, "--tls-key", here][..],
            2,
            "the certificate cannot be read: there is none",
        ),
        (&["--tls-cert", "none.pem", "--tls-key", here], 2, "`none.pem` cannot be read"),
        (&["--tls-cert", here], 2, "--tls-key"),
    ] {
        let ended = Process::run(&[&["mock", PETS][..], arguments].concat());
        assert_eq!(ended.code, Some(code));
        assert!(ended.errors.contains(expected), "{}", ended.errors);
    }
}
