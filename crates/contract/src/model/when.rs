//! Fields that say from when or until when a record is in use: lists may have only what is to come, or has not run out.

/// How they begin.
const STEMS: [&str; 16] = [
    "active",
    "available",
    "date",
    "end",
    "ends",
    "expire",
    "expires",
    "expiry",
    "expiration",
    "publish",
    "published",
    "scheduled",
    "start",
    "starts",
    "valid",
    "when",
];

/// How they end, if they say more.
const ENDS: [&str; 11] =
    ["at", "on", "date", "time", "datetime", "from", "to", "until", "till", "after", "before"];

/// Tells whether a field is one of them.
pub(super) fn says_when(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let mut ends = ENDS.iter().filter_map(|end| name.strip_suffix(end));
    STEMS.contains(&name.as_str()) || ends.any(|stem| STEMS.contains(&stem))
}

#[cfg(test)]
mod tests {
    use super::says_when;

    #[test]
    fn moments_of_use_are_told_from_others() {
        for name in ["startDate", "ends_at", "expires", "valid_until", "publishedAt", "date"] {
            assert!(says_when(name), "{name}");
        }
        for name in ["endpoint", "starting_balance", "dates", "publisher", "created_at", "dueOn"] {
            assert!(!says_when(name), "{name}");
        }
    }
}
