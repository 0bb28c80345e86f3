//! Where the parts of the tree were written, as far as that is elsewhere.

use std::collections::BTreeMap;

use crate::Pointer;

/// Maps the parts that stand elsewhere in the tree than in their text: grafted files, and what a conversion moved.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    moved: BTreeMap<Pointer, (usize, Pointer)>,
}

impl Origins {
    /// Notes that a part, which stands at `to` now, was written at `from` of a file, and all below it there.
    pub(crate) fn graft(&mut self, to: Pointer, file: usize, from: Pointer) {
        for (within, _) in self.within(&to) {
            self.moved.remove(&within);
        }
        self.moved.insert(to, (file, from));
    }

    /// Notes that a part was moved or copied within the tree, with what was moved into it before.
    pub(crate) fn relocate(&mut self, to: Pointer, from: &Pointer) {
        let within = self.within(from).into_iter();
        let moved: Vec<_> = within.map(|(at, o)| (to.concat(&at.below(from)), o)).collect();
        let (file, origin) = self.find(from);
        self.graft(to, file, origin);
        self.moved.extend(moved);
    }

    /// Finds the file, by number, and the place in it where a part was written.
    pub(crate) fn find(&self, pointer: &Pointer) -> (usize, Pointer) {
        for above in pointer.upwards() {
            if let Some((known, (file, from))) = self.moved.get_key_value(above) {
                return (*file, from.concat(&pointer.below(known)));
            }
        }
        (0, pointer.clone())
    }

    fn within(&self, part: &Pointer) -> Vec<(Pointer, (usize, Pointer))> {
        let below = part.join("");
        let from = self.moved.range::<Pointer, _>(&below..);
        let within = from.take_while(|(at, _)| at.as_str().starts_with(below.as_str()));
        within.map(|(at, origin)| (at.clone(), origin.clone())).collect()
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
        origins.graft(at("/list/0/b"), 2, at("/b"));
        origins.relocate(at("/list/0"), &at("/list/1"));
        origins.graft(at("/moved/b"), 2, at("/b"));
        origins.relocate(at("/again"), &at("/moved"));
        for (now, file, was) in [
            ("/list/0/b", 0, "/list/1/b"),
            ("/again/b/c", 2, "/b/c"),
            ("/paths/a", 0, "/paths/a"),
            ("/x/1/b", 1, "/b"),
            ("/x/12", 0, "/x/12"),
            ("/components/schemas/A/type", 1, "/definitions/A/type"),
        ] {
            assert_eq!(origins.find(&at(now)), (file, at(was)), "{now}");
        }
    }
}
