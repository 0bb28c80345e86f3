//! JSON Pointers (RFC 6901), the addresses of everything in a document.

use std::borrow::{Borrow, Cow};
use std::fmt;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// Addresses a value inside a JSON document; the empty pointer is the whole document.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// Addresses the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a pointer as it is written; `None` when it is neither empty nor starts with `/`.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Reads the pointer in a reference to the same document, `#/components/…` (RFC 6901 §6).
    pub fn from_fragment(reference: &str) -> Option<Self> {
        let fragment = reference.strip_prefix('#')?;
        Self::parse(&percent_decode_str(fragment).decode_utf8().ok()?)
    }

    /// Writes the pointer as a reference to the same document (RFC 6901 §6).
    pub fn to_fragment(&self) -> String {
        format!("#{}", self.0.replace('%', "%25"))
    }

    /// Addresses a member or element of what this pointer addresses.
    #[must_use]
    pub fn join(&self, token: impl fmt::Display) -> Self {
        let mut below = self.clone();
        below.push(&token.to_string());
        below
    }

    /// Goes down to a member or element, in place.
    pub(crate) fn push(&mut self, key: &str) {
        self.0.push('/');
        if key.contains(['~', '/']) {
            self.0.push_str(&key.replace('~', "~0").replace('/', "~1"));
        } else {
            self.0.push_str(key);
        }
    }

    /// Goes up to what holds it, in place; the root stays.
    pub(crate) fn pop(&mut self) {
        self.0.truncate(self.0.rfind('/').unwrap_or_default());
    }

    /// Lists the pointer and those of all that is around it, the nearest first, as they are written.
    pub(crate) fn upwards(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.0.as_str()), |text| Some(&text[..text.rfind('/')?]))
    }

    /// Addresses what `rest` addresses below this pointer.
    #[must_use]
    pub fn concat(&self, rest: &Self) -> Self {
        Self(format!("{}{}", self.0, rest.0))
    }

    /// Addresses what holds what this pointer addresses; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|at| Self(self.0[..at].to_owned()))
    }

    /// Tells whether this is what another pointer addresses, or a part of it.
    pub fn is_within(&self, above: &Self) -> bool {
        self.0.strip_prefix(&above.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Gives the way down from a pointer above this one; the root where it is not above.
    #[must_use]
    pub fn below(&self, above: &Self) -> Self {
        let rest =
            self.0.strip_prefix(&above.0).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        Self(rest.unwrap_or_default().to_owned())
    }

    /// Walks the decoded tokens from the root down.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(|token| {
            if token.contains('~') {
                Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(token)
            }
        })
    }

    /// Names the last token, decoded; `None` for the root.
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.tokens().last()
    }

    /// Finds the value that this pointer addresses.
    pub fn resolve<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        self.tokens().try_fold(document, |value, token| match value {
            Value::Object(members) => members.get(&*token),
            Value::Array(elements) => elements.get(index(&token)?),
            _ => None,
        })
    }

    /// Shows the pointer as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A pointer compares as it is written.
impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Reads the index of an element: digits, without a zero before others (RFC 6901 §4).
fn index(token: &str) -> Option<usize> {
    let is_written_so = token == "0" || !token.starts_with(['0', '+']);
    is_written_so.then(|| token.parse().ok()).flatten()
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_escaping() {
        let pointer = Pointer::root().join("paths").join("/a~b/{c}").join(0);
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{c}/0");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{c}", "0"]);
        assert_eq!(
            pointer.upwards().collect::<Vec<_>>(),
            ["/paths/~1a~0b~1{c}/0", "/paths/~1a~0b~1{c}", "/paths", ""]
        );
        let mut same = Pointer::root();
        for key in ["paths", "/a~b/{c}", "0"] {
            same.push(key);
        }
        assert_eq!(same, pointer);
        same.pop();
        assert_eq!(Some(same), pointer.parent());
        assert_eq!(Pointer::from_fragment("#/paths/~1a~0b~1%7Bc%7D/0"), Some(pointer));
    }

    #[test]
    fn what_is_no_pointer_is_none() {
        assert_eq!(Pointer::parse("paths"), None);
        assert_eq!(Pointer::from_fragment("other.yaml#/a"), None);
    }
}
