//! The keywords of one direction of an operation, and which of them were met.

use std::collections::BTreeMap;

use counterpart_contract::Subject;
use counterpart_generate::sites;
use counterpart_schema::Direction;
use counterpart_spec::Pointer;
use serde_json::Value;

/// How many messages of one operation are walked keyword by keyword in each direction; those at an edge always are.
///
/// Later ones are like those before, and a walk takes longer than all else that is done with a call here.
const MAX_WALKS: usize = 200;

/// What was seen of the keywords of one direction, in the order of the document.
#[derive(Debug, Default)]
pub(super) struct Keywords {
    places: Vec<Pointer>,
    by_place: BTreeMap<Pointer, usize>,
    kept: Vec<bool>,
    broken: Vec<bool>,
    walks: usize,
}

impl Keywords {
    /// Adds keywords, each once.
    pub(super) fn declare(&mut self, places: &[Pointer]) {
        for place in places {
            if !self.by_place.contains_key(place) {
                self.by_place.insert(place.clone(), self.places.len());
                self.places.push(place.clone());
                self.kept.push(false);
                self.broken.push(false);
            }
        }
    }

    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// Tells whether one more message is walked.
    pub(super) fn walks(&mut self, is_edge: bool) -> bool {
        let walks = self.kept.contains(&false) && (is_edge || self.walks < MAX_WALKS);
        self.walks += usize::from(walks);
        walks
    }

    /// Notes the keywords that a value is held to.
    pub(super) fn keep(
        &mut self,
        subject: &Subject,
        schema: &Pointer,
        direction: Direction,
        value: &Value,
    ) {
        let Ok(schema) = subject.schemas().at(schema) else { return };
        for site in sites(&schema, direction, value) {
            if let Some(at) = self.by_place.get(&site.pointer()) {
                self.kept[*at] = true;
            }
        }
    }

    /// Notes a keyword that a value breaks.
    pub(super) fn break_at(&mut self, place: &Pointer) {
        if let Some(at) = self.by_place.get(place) {
            self.broken[*at] = true;
        }
    }

    pub(super) fn not_kept(&self) -> Vec<String> {
        self.without(&self.kept)
    }

    pub(super) fn not_broken(&self) -> Vec<String> {
        self.without(&self.broken)
    }

    fn without(&self, seen: &[bool]) -> Vec<String> {
        let left = self.places.iter().zip(seen).filter(|(_, seen)| !**seen);
        left.map(|(place, _)| place.as_str().to_owned()).collect()
    }
}
