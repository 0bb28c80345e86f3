//! The client against servers of the test's own, on the loopback.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use counterpart_exchange::{Request, Response};
use flate2::Compression;
use flate2::bufread::{DeflateEncoder, GzEncoder, ZlibEncoder};
use http::HeaderMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::{Base, Client, Failure, Settings, Trust, decoded};

/// A server that answers every request with the same bytes, and tells what it was sent; a request ends with an empty line.
struct Canned {
    base: Base,
    connections: Arc<AtomicUsize>,
    heads: tokio::sync::mpsc::UnboundedReceiver<String>,
}

async fn canned(answer: impl Into<Vec<u8>>) -> Canned {
    let answer: Arc<[u8]> = answer.into().into();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/v1", listener.local_addr().unwrap()).parse().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let (tell, heads) = tokio::sync::mpsc::unbounded_channel();
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            count.fetch_add(1, Ordering::Relaxed);
            let (tell, answer) = (tell.clone(), Arc::clone(&answer));
            tokio::spawn(async move {
                let mut head = Vec::new();
                while let Ok(byte) = stream.read_u8().await {
                    head.push(byte);
                    if head.ends_with(b"\r\n\r\n") {
                        let _ = tell.send(String::from_utf8(std::mem::take(&mut head)).unwrap());
                        if stream.write_all(&answer).await.is_err() {
                            return;
                        }
                        if answer.ends_with(b"<close>") {
                            return;
                        }
                    }
                }
            });
        }
    });
    Canned { base, connections, heads }
}

fn client(settings: &Settings) -> Client {
    Client::new(settings).unwrap()
}

fn get(path: &str) -> Request {
    Request { path: path.into(), ..Request::default() }
}

#[tokio::test]
async fn requests_are_sent_as_they_are() {
    let mut server =
        canned("HTTP/1.1 299 Fine\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\nhi").await;
    let mut request = get("/a/%2e%2e/b/../c");
    request.query = "q=%7B&q=a+b".into();
    request.headers.insert("x-own", "yes".parse().unwrap());
    let response = client(&Settings::default()).send(&server.base, &request).await.unwrap();
    assert_eq!((response.status, &response.body[..]), (299, &b"hi"[..]));
    assert_eq!(response.headers.get_all("x-a").iter().count(), 2);
    let host = server.base.authority();
    let head = format!(
        "GET /v1/a/%2e%2e/b/../c?q=%7B&q=a+b HTTP/1.1\r\nx-own: yes\r\nhost: {host}\r\n\r\n"
    );
    assert_eq!(server.heads.recv().await.unwrap(), head);
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = canned("HTTP/1.1 204 No Content\r\n\r\n").await;
    let client = client(&Settings::default());
    for _ in 0..20 {
        client.clone().send(&server.base, &get("/")).await.unwrap();
    }
    assert_eq!(server.connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn redirects_are_answers() {
    let server = canned("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n").await;
    let response = client(&Settings::default()).send(&server.base, &get("/a")).await.unwrap();
    assert_eq!((response.status, response.headers["location"].as_bytes()), (302, &b"/b"[..]));
}

#[tokio::test]
async fn bodies_that_are_too_large_or_break_off_are_failures() {
    let chunks = "4\r\nabcd\r\n".repeat(1000);
    for (answer, expected) in [
        ("Content-Length: 8\r\n\r\n12345678".to_owned(), Ok(8)),
        ("Content-Length: 9\r\n\r\n123456789".to_owned(), Err(Some(8))),
        (format!("Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"), Err(Some(8))),
        ("Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n".to_owned(), Ok(4)),
        ("Content-Length: 99999999999999999999\r\n\r\n".to_owned(), Err(None)),
        ("Content-Length: 8\r\n\r\n<close>".to_owned(), Err(None)),
    ] {
        let server = canned(format!("HTTP/1.1 200 OK\r\n{answer}")).await;
        let settings = Settings { max_body: 8, ..Settings::default() };
        let got = client(&settings).send(&server.base, &get("/")).await;
        let got = got.map(|response| response.body.len()).map_err(|failure| match failure {
            Failure::TooLarge(limit) => Some(limit),
            Failure::Broken { .. } => None,
            other => panic!("{answer}: {other}"),
        });
        assert_eq!(got, expected, "{answer}");
    }
}

#[tokio::test]
async fn what_does_not_answer_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base: Base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let total = Duration::from_millis(30);
    let client = client(&Settings { total, ..Settings::default() });
    assert_eq!(client.send(&base, &get("/")).await.unwrap_err(), Failure::Timeout(total));
    drop(listener);
    let refused = client.send(&base, &get("/")).await.unwrap_err();
    assert!(matches!(refused, Failure::Connect { .. }), "{refused}");
    let target = client.send(&base, &get("/a b")).await.unwrap_err();
    assert_eq!(target.to_string(), "`/a b` cannot stand in a request line");
}

#[tokio::test]
async fn certificates_are_believed_as_asked_for() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(server));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = [0; 1024];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await;
        }
    });
    let base: Base = format!("https://localhost:{port}").parse().unwrap();
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    for (trust, expected) in [
        (Trust::Public, None),
        (Trust::Also(other.cert.pem().into()), None),
        (Trust::Also(made.cert.pem().into()), Some(204)),
        (Trust::Anyone, Some(204)),
    ] {
        let client = client(&Settings { trust: trust.clone(), ..Settings::default() });
        let got = client.send(&base, &get("/")).await;
        assert_eq!(got.ok().map(|response| response.status), expected, "{trust:?}");
    }
    let none = Client::new(&Settings { trust: Trust::Also(b"?".into()), ..Settings::default() });
    assert!(none.unwrap_err().to_string().contains("there is none"));
}

#[test]
fn compressed_bodies_are_taken_apart() {
    let text = b"what was said".repeat(100);
    let (mut gzip, mut zlib, mut bare, mut twice) = (vec![], vec![], vec![], vec![]);
    std::io::Read::read_to_end(&mut GzEncoder::new(&text[..], Compression::best()), &mut gzip)
        .unwrap();
    std::io::Read::read_to_end(&mut ZlibEncoder::new(&text[..], Compression::best()), &mut zlib)
        .unwrap();
    std::io::Read::read_to_end(&mut DeflateEncoder::new(&text[..], Compression::best()), &mut bare)
        .unwrap();
    std::io::Read::read_to_end(&mut GzEncoder::new(&zlib[..], Compression::best()), &mut twice)
        .unwrap();
    let unknown = |coding: &str| Err(Failure::Encoding(coding.into()));
    for (coding, body, limit, expected) in [
        ("gzip", &gzip, 1300, Ok(Some(1300))),
        ("gzip", &gzip, 1299, Err(Failure::TooLarge(1299))),
        ("deflate", &zlib, 1300, Ok(Some(1300))),
        ("deflate", &bare, 1300, Ok(Some(1300))),
        ("deflate, gzip", &twice, 1300, Ok(Some(1300))),
        ("identity", &text, 10, Ok(None)),
        ("gzip", &text, 1300, unknown("gzip")),
        ("br", &text, 1300, unknown("br")),
        ("a,b,c,d,e", &text, 1300, unknown("a, b, c, d, e")),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert("content-encoding", coding.parse().unwrap());
        let response = Response { status: 200, headers, body: Bytes::copy_from_slice(body) };
        let got = decoded(&response, limit).map(|response| response.map(|r| r.body.len()));
        assert_eq!(got, expected, "{coding} {limit}");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_told_as_such() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 16]).await;
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let trust = Settings { trust: Trust::Anyone, ..Settings::default() };
    let told = client(&trust).send(&base, &get("/")).await.unwrap_err().to_string();
    assert!(told.contains("may begin with `http://`"), "{told}");
}

#[tokio::test]
async fn a_stream_of_events_need_not_end() {
    // The connection stays open, and the last event is not finished.
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n";
    let server = canned(format!("{head}data: 1\n\ndata: 2\r\n\r\ndata: 3\n")).await;
    let quiet = Some(Duration::from_millis(50));
    let body = |settings: Settings| {
        let base = server.base.clone();
        async move { client(&settings).send(&base, &get("/a")).await.map(|whole| whole.body) }
    };
    let listening = Settings { quiet, ..Settings::default() };
    assert_eq!(body(listening.clone()).await.unwrap(), "data: 1\n\ndata: 2\r\n\r\n");
    let small = Settings { max_body: 4, ..listening.clone() };
    assert_eq!(body(small).await.unwrap(), "");
    let total = Duration::from_millis(100);
    let hasty = Settings { total, quiet: Some(Duration::from_secs(9)), ..Settings::default() };
    assert_eq!(body(hasty).await.unwrap(), "data: 1\n\ndata: 2\r\n\r\n");
    // Whoever passes it on wants all of it.
    let waiting = Settings { total, ..Settings::default() };
    assert!(matches!(body(waiting).await, Err(Failure::Timeout(_))));
}
