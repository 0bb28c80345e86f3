//! What records say of themselves that lists and reads may go by: deleted, hidden.

use serde_json::{Map, Value};

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

/// Fields by which lists may leave out records without being asked.
const HIDING: [&str; 20] = [
    "active",
    "isactive",
    "enabled",
    "isenabled",
    "disabled",
    "archived",
    "isarchived",
    "draft",
    "isdraft",
    "hidden",
    "ishidden",
    "visible",
    "visibility",
    "published",
    "ispublished",
    "public",
    "private",
    "status",
    "state",
    "deleted",
];

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
        let name = plain(name);
        let is_set = !super::compare::is_empty(value) && *value != Value::Bool(false);
        let ends = |value: &Value| {
            value.as_str().is_some_and(|text| ENDED.contains(&text.to_ascii_lowercase().as_str()))
        };
        DELETED.contains(&name.as_str()) && is_set && value.as_i64() != Some(0)
            || ["active", "isactive", "enabled"].contains(&name.as_str())
                && *value == Value::Bool(false)
            || ["archived", "isarchived"].contains(&name.as_str()) && *value == Value::Bool(true)
            || name == "archivedat" && is_set
            || ends(value)
    })
}

/// Tells whether a record has a field by which lists may leave it out without being asked.
pub(super) fn may_be_hidden<'n>(mut names: impl Iterator<Item = &'n str>) -> bool {
    names.any(|name| HIDING.contains(&plain(name).as_str()))
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
