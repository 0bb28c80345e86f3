//! Bodies that were compressed on their way (RFC 9110 §8.4).

use std::io::{BufRead, Read};

use bytes::Bytes;
use counterpart_exchange::Response;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use crate::Failure;

/// Codings laid over each other; more are only made to be taken apart.
const MAX_CODINGS: usize = 4;

/// Takes a body out of its compression, up to so many bytes, and the headers that spoke of it off; `None` where it has none.
///
/// # Errors
/// The body is larger than that, is compressed otherwise than `Content-Encoding` says, or in a way that is not read: only `gzip` and `deflate` are.
pub fn decoded(response: &Response, limit: usize) -> Result<Option<Response>, Failure> {
    let headers = response.headers.get_all(CONTENT_ENCODING).iter();
    let texts: Vec<_> = headers.map(|value| value.to_str().unwrap_or("?")).collect();
    let codings = texts.iter().flat_map(|text| text.split(',')).map(str::trim);
    let codings: Vec<_> = codings
        .filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"))
        .collect();
    // The answer to HEAD speaks of a body that it has not.
    if codings.is_empty() || response.body.is_empty() {
        return Ok(None);
    }
    if codings.len() > MAX_CODINGS {
        return Err(Failure::Encoding(codings.join(", ")));
    }
    let mut body = response.body.clone();
    for coding in codings.iter().rev() {
        body = undone(coding, &body, limit)?;
    }
    let mut headers = response.headers.clone();
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    Ok(Some(Response { status: response.status, headers, body }))
}

fn undone(coding: &str, body: &[u8], limit: usize) -> Result<Bytes, Failure> {
    match coding.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(body), coding, limit),
        // What the standard means is zlib; some servers send the bare stream (RFC 9110 §8.4.1.2).
        "deflate" if is_zlib(body) => read(ZlibDecoder::new(body), coding, limit),
        "deflate" => read(DeflateDecoder::new(body), coding, limit),
        _ => Err(Failure::Encoding(coding.to_owned())),
    }
}

/// Reads the two bytes that a zlib stream starts with (RFC 1950 §2.2).
fn is_zlib(mut body: &[u8]) -> bool {
    let head = body.fill_buf().ok().and_then(|bytes| bytes.first_chunk::<2>());
    head.is_some_and(|&[method, flags]| {
        method & 0x0f == 8 && u16::from_be_bytes([method, flags]) % 31 == 0
    })
}

fn read(decoder: impl Read, coding: &str, limit: usize) -> Result<Bytes, Failure> {
    let mut out = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = decoder.take(most).read_to_end(&mut out);
    read.map_err(|_| Failure::Encoding(coding.to_owned()))?;
    if out.len() > limit { Err(Failure::TooLarge(limit)) } else { Ok(out.into()) }
}
