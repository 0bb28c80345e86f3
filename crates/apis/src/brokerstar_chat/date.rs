//! The three ways in which the API writes a moment, all of them in Zurich's time.

use serde_json::{Value, json};

const ZONE: &str = "Europe/Zurich";

/// With the offset from UTC: messages.
pub(super) fn with_offset() -> Value {
    json!({ "format": "%Y-%m-%dT%H:%M:%S%:z", "zone": ZONE })
}

/// Without anything about the zone: unread messages.
pub(super) fn without_zone() -> Value {
    json!({ "format": "%Y-%m-%d %H:%M:%S", "zone": ZONE })
}

/// To the microsecond: the answer to a new message.
pub(super) fn in_microseconds() -> Value {
    json!({ "format": "%Y-%m-%d %H:%M:%S%.6f", "zone": ZONE })
}
