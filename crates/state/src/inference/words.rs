//! The words of paths and fields, and what they usually mean.

use counterpart_generate::{singular, words};

/// What a word of a path does to what the word before it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Read,
    List,
    Create,
    Update,
    Replace,
    Delete,
}

const DEEDS: [(&[&str], Deed); 6] = [
    (
        &[
            "get", "fetch", "show", "view", "info", "retrieve", "read", "detail", "lookup",
            "details",
        ],
        Deed::Read,
    ),
    (&["list", "all", "index", "search", "query", "find", "browse", "json"], Deed::List),
    (
        &["create", "add", "new", "store", "insert", "send", "register", "post", "submit"],
        Deed::Create,
    ),
    (&["update", "edit", "modify", "patch", "set", "save", "change", "rename"], Deed::Update),
    (&["replace", "put"], Deed::Replace),
    (&["delete", "remove", "destroy", "del"], Deed::Delete),
];

/// Words after a deed that say how, not what: `findByStatus`.
const MANNERS: [&str; 6] = ["by", "with", "for", "from", "using", "all"];

/// Words that name the caller.
const SELVES: [&str; 5] = ["me", "self", "current", "whoami", "myself"];

/// A segment that names a deed: `update`, `getUser`, `findByStatus`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) deed: Deed,
    /// What it is done to; `None` where the segment before says so.
    pub(super) noun: Option<String>,
}

/// Reads a segment as an order.
pub(super) fn order(segment: &str) -> Option<Order> {
    let words = words(segment);
    let (first, rest) = words.split_first()?;
    // `posts` and `lists` are nouns.
    let (_, deed) = DEEDS.iter().find(|(names, _)| names.contains(&first.as_str()))?;
    let manner = rest.iter().position(|word| MANNERS.contains(&word.as_str()));
    let noun = &rest[..manner.unwrap_or(rest.len())];
    let noun = (!noun.is_empty()).then(|| noun.join("_"));
    Some(Order { deed: *deed, noun })
}

/// Tells whether a segment names the caller.
pub(super) fn is_self(segment: &str) -> bool {
    SELVES.contains(&segment.to_ascii_lowercase().as_str())
}

/// Gives a name without case and separators: `user_id`, `userId` and `User-ID` are one.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Gives a noun in the singular, as names compare.
pub(super) fn one(noun: &str) -> String {
    let mut words = words(noun);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_give_orders() {
        for (segment, expected) in [
            ("update", Some((Deed::Update, None))),
            ("getUser", Some((Deed::Read, Some("user")))),
            ("findByStatus", Some((Deed::List, None))),
            ("create-message", Some((Deed::Create, Some("message")))),
            ("details", Some((Deed::Read, None))),
            ("messages", None),
            ("posts", None),
            ("address", None),
        ] {
            let expected =
                expected.map(|(deed, noun)| Order { deed, noun: noun.map(str::to_owned) });
            assert_eq!(order(segment), expected, "{segment}");
        }
    }
}
