//! What a name says about the value that it names, found out once for each name.
//!
//! Owns the memo of each thread: a document has few names, and they come back with every value.
//! Nothing here depends on anything but the name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

use crate::faker::{Maker, person};
use crate::lexicon::{self, Named};
use crate::names::{singular, words};
use crate::timeline::{self, Stage};

/// How many names a thread remembers; all documents of a server have fewer, but a caller may sample any number of documents.
const MAX_KNOWN: usize = 10_000;

/// A name, and what it says.
#[derive(Debug)]
pub(crate) struct Label {
    /// Its words, as one name.
    joined: Box<str>,
    /// One element of what it stands for.
    singular: Box<str>,
    /// Which person of the record it is about.
    pub(crate) role: Box<str>,
    /// Whether it says where a value is rather than what it is.
    pub(crate) is_wrapper: bool,
    /// Whether it says that its value is a moment.
    pub(crate) is_moment: bool,
    /// Which moment, if it is one.
    pub(crate) stage: Stage,
    /// How likely it is set, if it is a flag.
    pub(crate) likelihood: f64,
    /// In what range it usually lies, if it is a number.
    pub(crate) range: Option<RangeInclusive<i64>>,
    /// Whether it usually has decimal places, if it is a number.
    pub(crate) is_fractional: bool,
    named: Option<Named>,
    called: Maker,
}

impl Label {
    /// Finds out what a name says.
    pub(crate) fn of(name: &str) -> Self {
        let words = words(name);
        Self {
            joined: words.join("_").into(),
            singular: singular(name).into(),
            role: person::role(&words).into(),
            is_wrapper: is_wrapper(name),
            is_moment: timeline::is_moment(&words),
            stage: Stage::of(&words),
            likelihood: lexicon::likelihood(&words),
            range: lexicon::range(&words),
            is_fractional: lexicon::is_fractional(&words),
            named: lexicon::named(&words),
            called: lexicon::called(&words),
        }
    }

    /// Remembers what a name says.
    pub(crate) fn known(name: &str) -> Rc<Self> {
        KNOWN.with_borrow_mut(|known| {
            if let Some(label) = known.get(name) {
                return Rc::clone(label);
            }
            if known.len() >= MAX_KNOWN {
                known.clear();
            }
            let label = Rc::new(Self::of(name));
            known.insert(name.into(), Rc::clone(&label));
            label
        })
    }

    /// Remembers what the words of a name say: those of a component, which begins with a capital where a property does not.
    pub(crate) fn joined(name: &str) -> Rc<Self> {
        Self::known(&Self::known(name).joined)
    }

    /// Gives the label of one element.
    pub(crate) fn element(&self) -> Rc<Self> {
        Self::known(&self.singular)
    }

    /// Finds what makes the text of a property of this name, in something of another.
    pub(crate) fn maker(&self, parent: &Self) -> Option<Maker> {
        Some(match self.named? {
            Named::Makes(maker) => maker,
            Named::AsParent => parent.called,
        })
    }
}

thread_local! {
    /// What this thread knows of the names that it met.
    static KNOWN: RefCell<BTreeMap<Box<str>, Rc<Label>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Tells whether a name says where a value is rather than what it is.
fn is_wrapper(name: &str) -> bool {
    matches!(name, "" | "data" | "entry" | "item" | "payload" | "record" | "result" | "row")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_bounded_and_the_same() {
        for number in 0..=MAX_KNOWN {
            Label::known(&number.to_string());
        }
        assert!(KNOWN.with_borrow(BTreeMap::len) <= MAX_KNOWN);
        let (before, after) = (Label::of("userIds"), Label::known("userIds"));
        assert_eq!((&before.joined, &before.singular), (&after.joined, &after.singular));
        assert_eq!((&*before.joined, &*before.singular), ("user_ids", "userId"));
    }
}
