//! Where a value stands in its text: found by streaming the text again, so that nothing is paid until something is reported.

use std::ops::Range;

use granit_parser::{Event, Parser};

use super::yaml::bytes;
use crate::Pointer;

/// Finds the bytes of the value that a pointer addresses, or of its deepest parent that the text has (a merged or aliased value stands elsewhere).
///
/// A value in a mapping is found with its key: the span starts at the key.
pub(super) fn locate(text: &str, pointer: &Pointer) -> Option<Range<usize>> {
    let wanted: Vec<String> = pointer.tokens().map(std::borrow::Cow::into_owned).collect();
    let mut walk = Walk { wanted, open: Vec::new(), matched: 0, best: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        if walk.take(&event, &bytes(&span)) {
            break;
        }
    }
    walk.best
}

struct Walk {
    wanted: Vec<String>,
    open: Vec<Open>,
    /// How many tokens of the pointer the current position has matched.
    matched: usize,
    best: Option<Range<usize>>,
}

struct Open {
    on_path: bool,
    inside: Inside,
}

enum Inside {
    Sequence { next: usize },
    Mapping(Key),
}

/// Where a mapping stands: it waits for a key, or for the value of one.
enum Key {
    Awaited,
    Other,
    Wanted(Range<usize>),
}

/// What a node is to the wanted path.
enum Step {
    Key,
    Off,
    On { start: Range<usize> },
}

impl Walk {
    /// Takes one event; true when the value is found.
    fn take(&mut self, event: &Event<'_>, span: &Range<usize>) -> bool {
        let opens = match event {
            Event::SequenceStart(..) => Some(Inside::Sequence { next: 0 }),
            Event::MappingStart(..) => Some(Inside::Mapping(Key::Awaited)),
            Event::Scalar(..) | Event::Alias(_) => None,
            Event::SequenceEnd | Event::MappingEnd => {
                self.open.pop();
                return false;
            }
            _ => return false,
        };
        let on_path = match self.enter(event, span) {
            Step::Key => return false,
            Step::Off => false,
            Step::On { start } => {
                self.best = Some(start.start..span.end.max(start.end));
                if self.matched == self.wanted.len() {
                    return true;
                }
                true
            }
        };
        if let Some(inside) = opens {
            self.open.push(Open { on_path, inside });
        }
        false
    }

    fn enter(&mut self, event: &Event<'_>, span: &Range<usize>) -> Step {
        let token = self.wanted.get(self.matched);
        let Some(Open { on_path, inside }) = self.open.last_mut() else {
            return Step::On { start: span.clone() };
        };
        let start = match inside {
            Inside::Sequence { next } => {
                let hit = *on_path && token.is_some_and(|t| t.parse() == Ok(*next));
                *next += 1;
                hit.then(|| span.clone())
            }
            Inside::Mapping(key @ Key::Awaited) => {
                let hit = matches!((event, token), (Event::Scalar(name, ..), Some(token)) if *on_path && name == token);
                *key = if hit { Key::Wanted(span.clone()) } else { Key::Other };
                return Step::Key;
            }
            Inside::Mapping(key) => match std::mem::replace(key, Key::Awaited) {
                Key::Wanted(start) => Some(start),
                Key::Awaited | Key::Other => None,
            },
        };
        start.map_or(Step::Off, |start| {
            self.matched += 1;
            Step::On { start }
        })
    }
}
