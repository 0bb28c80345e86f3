//! Answers that break off or mean nothing.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use rand::Rng as _;

use counterpart_generate::Rng;

/// Announces a whole body, gives half of it, and fails, upon which the connection is closed.
#[derive(Debug)]
struct Half {
    first: Option<Bytes>,
    announced: u64,
    /// Whether the server had the time to send the first half.
    waited: bool,
}

/// The body ends before its end.
#[derive(Debug, thiserror::Error)]
#[error("the body is cut off")]
struct CutOff;

impl http_body::Body for Half {
    type Data = Bytes;
    type Error = CutOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CutOff>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        // Upon a failure nothing more is sent, not even what was given before.
        if !std::mem::replace(&mut self.waited, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(CutOff)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}

/// Makes a body that is cut off.
pub(crate) fn cut(body: &Bytes) -> Body {
    let announced = u64::try_from(body.len()).unwrap_or(u64::MAX);
    Body::new(Half { first: Some(body.slice(..body.len() / 2)), announced, waited: false })
}

/// Replaces the second half of a body by bytes that mean nothing.
pub(crate) fn garbled(body: &Bytes, rng: &mut Rng) -> Bytes {
    let mut bytes = BytesMut::from(&body[..]);
    let half = bytes.len() / 2;
    rng.fill_bytes(&mut bytes[half..]);
    // No text has this byte (RFC 3629 §1), so that what is garbled is never good by chance.
    if let Some(last) = bytes.last_mut() {
        *last = 0xff;
    }
    bytes.freeze()
}
