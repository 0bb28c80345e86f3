//! What records say of themselves that lists and reads may go by: deleted, hidden.

use counterpart_generate::words;
use counterpart_state::Expected;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::compare::is_empty;

/// Fields that say that a record is kept, and deleted all the same.
const DELETED: [&str; 8] = [
    "deleted",
    "isdeleted",
    "deletedat",
    "deletedon",
    "removed",
    "isremoved",
    "removedat",
    "trashed",
];

/// Fields by which lists may leave out records without being asked, and the value of those that say yes or no at which a record is shown to everybody.
const HIDING: [(&str, Option<bool>); 28] = [
    ("active", Some(true)),
    ("isactive", Some(true)),
    ("enabled", Some(true)),
    ("isenabled", Some(true)),
    ("disabled", Some(false)),
    ("archived", Some(false)),
    ("isarchived", Some(false)),
    ("draft", Some(false)),
    ("isdraft", Some(false)),
    ("hidden", Some(false)),
    ("ishidden", Some(false)),
    ("visible", Some(true)),
    ("isvisible", Some(true)),
    ("visibility", None),
    ("published", Some(true)),
    ("ispublished", Some(true)),
    ("publishedat", None),
    ("public", Some(true)),
    ("ispublic", Some(true)),
    ("private", Some(false)),
    ("isprivate", Some(false)),
    ("privacy", None),
    ("approved", Some(true)),
    ("isapproved", Some(true)),
    ("status", None),
    ("state", None),
    ("deleted", Some(false)),
    ("isdeleted", Some(false)),
];

/// Values of a status or a visibility at which a record is shown to everybody.
const OPEN: [&str; 9] = [
    "active",
    "approved",
    "available",
    "enabled",
    "live",
    "open",
    "public",
    "published",
    "visible",
];

/// Words of fields that say until when a record counts.
const ENDING: [&str; 11] = [
    "end",
    "ends",
    "ended",
    "ending",
    "expire",
    "expires",
    "expiry",
    "expired",
    "expiration",
    "until",
    "valid",
];

/// Words of fields whose values say how it is with a record.
const STATES: [&str; 6] = ["status", "state", "phase", "stage", "lifecycle", "condition"];

/// Values of a status that say that a record is out of use.
const ENDED: [&str; 12] = [
    "deleted",
    "removed",
    "archived",
    "cancelled",
    "canceled",
    "closed",
    "inactive",
    "terminated",
    "revoked",
    "disabled",
    "expired",
    "deactivated",
];

/// Tells whether a record that is still shown says that it was deleted.
pub(super) fn is_marked_deleted(shown: &Map<String, Value>) -> bool {
    shown.iter().any(|(name, value)| {
        let plain = plain(name);
        let is_set = !is_empty(value) && *value != Value::Bool(false);
        let ends = |value: &Value| {
            value.as_str().is_some_and(|text| ENDED.contains(&text.to_ascii_lowercase().as_str()))
        };
        DELETED.contains(&plain.as_str()) && is_set && value.as_i64() != Some(0)
            || ["active", "isactive", "enabled"].contains(&plain.as_str())
                && *value == Value::Bool(false)
            || ["archived", "isarchived"].contains(&plain.as_str()) && *value == Value::Bool(true)
            || plain == "archivedat" && is_set
            || has_word(name, &STATES) && ends(value)
    })
}

/// Tells whether a record has a field by which lists may leave it out without being asked.
pub(super) fn may_be_hidden(record: &[(&str, Expected)]) -> bool {
    let hides = |name: &str| HIDING.iter().any(|(known, _)| *known == plain(name));
    record.iter().any(|(name, value)| hides(name) || has_end(name, value))
}

/// Tells whether a record may be shown to nobody, or not to everybody, by what it says of itself.
pub(super) fn is_hidden(record: &[(&str, Expected)]) -> bool {
    record.iter().any(|(name, value)| {
        let hiding = HIDING.iter().find(|(known, _)| *known == plain(name));
        hiding.is_some_and(|(_, open)| !is_open(value, *open)) || has_end(name, value)
    })
}

/// Tells whether a value of a field that may hide a record does not.
fn is_open(value: &Expected, open: Option<bool>) -> bool {
    let Expected::Value(value) = value else { return false };
    match (value, open) {
        (Value::String(text), _) => OPEN.contains(&text.to_ascii_lowercase().as_str()),
        (Value::Bool(says), Some(open)) => *says == open,
        (Value::Number(number), Some(open)) => (number.as_f64() != Some(0.0)) == open,
        (Value::Null, Some(open)) => !open,
        _ => false,
    }
}

/// Tells whether a field says until when a record counts: what was sent may be over by the server's clock.
fn has_end(name: &str, value: &Expected) -> bool {
    let is_moment = match value {
        Expected::Value(Value::String(text)) => {
            text.parse::<Timestamp>().is_ok() || text.parse::<Date>().is_ok()
        }
        Expected::Value(Value::Number(_)) => true,
        _ => false,
    };
    is_moment && (has_word(name, &ENDING) || plain(name).starts_with("expire"))
}

fn has_word(name: &str, wanted: &[&str]) -> bool {
    words(name).iter().any(|word| wanted.contains(&word.as_str()))
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use counterpart_state::Expected;
    use serde_json::{Value, json};

    use super::{is_hidden, is_marked_deleted, may_be_hidden};

    #[test]
    fn records_say_who_they_are_shown_to() {
        for (record, from_lists, from_all) in [
            (json!({"published": false}), true, true),
            (json!({"is_published": true}), true, false),
            (json!({"isPrivate": true}), true, true),
            (json!({"isPrivate": false}), true, false),
            (json!({"status": "draft"}), true, true),
            (json!({"status": "Available"}), true, false),
            (json!({"privacy": "friends"}), true, true),
            (json!({"expires_at": "2025-01-15T09:00:00Z"}), true, true),
            (json!({"validUntil": "2025-01-15"}), true, true),
            (json!({"endDate": "2025-01-15"}), true, true),
            (json!({"expires_at": null, "endpoint": "2025-01-15", "valid": true}), false, false),
            (json!({"name": "draft", "start_date": "2025-01-15"}), false, false),
        ] {
            let record = Expected::Value(record);
            assert_eq!(may_be_hidden(&record.fields()), from_lists, "{record:?}");
            assert_eq!(is_hidden(&record.fields()), from_all, "{record:?}");
        }
    }

    #[test]
    fn only_a_state_says_that_a_record_is_over() {
        for (record, marked) in [
            (json!({"status": "closed"}), true),
            (json!({"orderState": "Cancelled"}), true),
            (json!({"deleted_at": "2025-01-15"}), true),
            (json!({"title": "closed", "reason": "expired"}), false),
            (json!({"deleted_at": null, "status": "open"}), false),
        ] {
            let Value::Object(record) = record else { panic!("no record") };
            assert_eq!(is_marked_deleted(&record), marked, "{record:?}");
        }
    }
}
