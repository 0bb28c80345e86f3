//! The body of a response, taken up to its end; a stream of events, which may have none, up to where nothing more comes.

use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt;
use hyper::body::Body;
use tokio::time::{Instant, timeout_at};

/// Bodies are taken into memory that grows with them; a length that a server announces is believed up to here, in bytes.
const BELIEVED: u64 = 1 << 20;

/// Until when a stream of events is listened to.
#[derive(Debug, Clone, Copy)]
pub struct Listening {
    /// How long nothing may come.
    pub quiet: Duration,
    /// When it is over, whatever comes.
    pub end: Instant,
}

/// Why a body was not taken.
#[derive(Debug)]
pub enum Untaken<E> {
    /// It is larger than the limit.
    TooLarge,
    /// It broke off.
    Broken(E),
}

/// Tells whether a response is a stream of events (HTML "Server-sent events"), which servers keep open.
pub fn is_event_stream(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.and_then(|text| text.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("text/event-stream")
}

/// Takes a body up to a limit in bytes; what is listened to is a whole body of the events that came until then.
///
/// # Errors
/// See [`Untaken`].
pub async fn taken<B: Body + Unpin>(
    mut body: B,
    limit: usize,
    listening: Option<Listening>,
) -> Result<Bytes, Untaken<B::Error>> {
    let announced = body.size_hint().lower();
    if announced > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(Untaken::TooLarge);
    }
    let mut first = Bytes::new();
    let mut more = BytesMut::new();
    loop {
        let frame = match listening {
            None => body.frame().await,
            Some(Listening { quiet, end }) => {
                let until = end.min(Instant::now() + quiet);
                match timeout_at(until, body.frame()).await {
                    Ok(frame) => frame,
                    Err(_) => return Ok(events(&joined(first, more))),
                }
            }
        };
        let Some(frame) = frame else { return Ok(joined(first, more)) };
        let Ok(mut data) = frame.map_err(Untaken::Broken)?.into_data() else { continue };
        let data = data.copy_to_bytes(data.remaining());
        if first.len() + more.len() + data.len() > limit {
            if listening.is_some() {
                return Ok(events(&joined(first, more)));
            }
            return Err(Untaken::TooLarge);
        }
        // Most bodies come in one piece, which needs no copy.
        if first.is_empty() && more.is_empty() {
            first = data;
        } else {
            if more.is_empty() {
                more.reserve(usize::try_from(announced.min(BELIEVED)).unwrap_or_default());
                more.extend_from_slice(&std::mem::take(&mut first));
            }
            more.extend_from_slice(&data);
        }
    }
}

fn joined(first: Bytes, more: BytesMut) -> Bytes {
    if more.is_empty() { first } else { more.freeze() }
}

/// Leaves out what came of an event that was not finished: an empty line ends each.
fn events(bytes: &Bytes) -> Bytes {
    let ends = [&b"\n\n"[..], b"\r\n\r\n", b"\r\r"].into_iter().filter_map(|line| {
        let at = bytes.windows(line.len()).rposition(|window| window == line)?;
        Some(at + line.len())
    });
    let end = ends.max().unwrap_or_default();
    bytes.slice(..end)
}
