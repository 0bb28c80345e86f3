//! Where the parts of the tree were written, as far as that is elsewhere.

use std::collections::BTreeMap;

use crate::Pointer;

/// Maps the parts that stand elsewhere in the tree than in their text: grafted files, and what a conversion moved.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    moved: BTreeMap<Pointer, (usize, Pointer)>,
}

impl Origins {
    /// Notes that a part, which stands at `to` now, was written at `from` of a file.
    pub(crate) fn graft(&mut self, to: Pointer, file: usize, from: Pointer) {
        self.moved.insert(to, (file, from));
    }

    /// Notes that a part was moved or copied within the tree, with what was moved into it before.
    pub(crate) fn relocate(&mut self, to: Pointer, from: &Pointer) {
        let below = from.join("");
        let within: Vec<_> = self
            .moved
            .range(below.clone()..)
            .take_while(|(at, _)| at.as_str().starts_with(below.as_str()))
            .map(|(at, origin)| (to.concat(&at.below(from)), origin.clone()))
            .collect();
        self.moved.extend(within);
        let (file, from) = self.find(from);
        self.graft(to, file, from);
    }

    /// Finds the file, by number, and the place in it where a part was written.
    pub(crate) fn find(&self, pointer: &Pointer) -> (usize, Pointer) {
        let mut above = Some(pointer.clone());
        while let Some(prefix) = above {
            if let Some((file, from)) = self.moved.get(&prefix) {
                return (*file, from.concat(&pointer.below(&prefix)));
            }
            above = prefix.parent();
        }
        (0, pointer.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_origin_speaks() {
        let at = |text: &str| Pointer::parse(text).expect("a pointer");
        let mut origins = Origins::default();
        origins.graft(at("/x/1"), 1, Pointer::root());
        origins.relocate(at("/components/schemas/A"), &at("/x/1/definitions/A"));
        for (now, file, was) in [
            ("/paths/a", 0, "/paths/a"),
            ("/x/1/b", 1, "/b"),
            ("/x/12", 0, "/x/12"),
            ("/components/schemas/A/type", 1, "/definitions/A/type"),
        ] {
            assert_eq!(origins.find(&at(now)), (file, at(was)), "{now}");
        }
    }
}
