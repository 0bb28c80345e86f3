//! Where values stand in their text: found by streaming the text again, so that nothing is paid until something is reported.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{Event, Parser};

use super::yaml::bytes;
use crate::Pointer;

/// Finds the bytes of the values that pointers address, in one pass; where the text has no such value (a merged or aliased one stands elsewhere), of its deepest parent.
///
/// A value in a mapping is found with its key: the span starts at the key.
pub(super) fn locate(text: &str, pointers: &[&Pointer]) -> Vec<Range<usize>> {
    let mut wanted = Wanted::default();
    let ends: Vec<_> = pointers.iter().map(|pointer| wanted.add(pointer)).collect();
    let mut open = Vec::new();
    for event in Parser::new_from_str(text) {
        // The text was read before; where that failed, what stands before the failure is found.
        let Ok((event, span)) = event else { break };
        wanted.take(&mut open, &event, &bytes(&span));
    }
    ends.into_iter().map(|end| wanted.span(end)).collect()
}

/// The tokens of all pointers as a tree, each with what is known of the place it leads to.
struct Wanted(Vec<Token>);

#[derive(Default)]
struct Token {
    above: usize,
    below: BTreeMap<String, usize>,
    span: Option<Range<usize>>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self(vec![Token::default()])
    }
}

/// A collection that the stream is in, with the token that leads to it; none leads to most.
struct Open {
    token: Option<usize>,
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
    Wanted(usize, Range<usize>),
}

impl Wanted {
    fn add(&mut self, pointer: &Pointer) -> usize {
        pointer.tokens().fold(0, |above, token| {
            let next = self.0.len();
            let index = *self.0[above].below.entry(token.into_owned()).or_insert(next);
            if index == next {
                self.0.push(Token { above, ..Token::default() });
            }
            index
        })
    }

    /// Gives the bytes of a place, or of the nearest around it.
    fn span(&self, mut token: usize) -> Range<usize> {
        loop {
            match &self.0[token] {
                Token { span: Some(span), .. } => return span.clone(),
                Token { above, .. } if token != 0 => token = *above,
                _ => return 0..0,
            }
        }
    }

    fn take(&mut self, open: &mut Vec<Open>, event: &Event<'_>, span: &Range<usize>) {
        let opens = match event {
            Event::SequenceStart(..) => Some(Inside::Sequence { next: 0 }),
            Event::MappingStart(..) => Some(Inside::Mapping(Key::Awaited)),
            Event::Scalar(..) | Event::Alias(_) => None,
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                return;
            }
            _ => return,
        };
        let token = match open.last_mut() {
            None => Some((0, span.clone())),
            Some(Open { token, inside: Inside::Sequence { next } }) => {
                let index = next.to_string();
                *next += 1;
                self.below(*token, &index).map(|token| (token, span.clone()))
            }
            Some(Open { token, inside: Inside::Mapping(key @ Key::Awaited) }) => {
                let name = if let Event::Scalar(name, ..) = event { name.as_ref() } else { "" };
                let found = self.below(*token, name);
                *key = found.map_or(Key::Other, |token| Key::Wanted(token, span.clone()));
                return;
            }
            Some(Open { inside: Inside::Mapping(key), .. }) => {
                match std::mem::replace(key, Key::Awaited) {
                    Key::Wanted(token, start) => Some((token, start)),
                    Key::Awaited | Key::Other => None,
                }
            }
        };
        if let Some((token, start)) = &token {
            self.0[*token].span = Some(start.start..span.end.max(start.end));
        }
        if let Some(inside) = opens {
            open.push(Open { token: token.map(|(token, _)| token), inside });
        }
    }

    fn below(&self, token: Option<usize>, name: &str) -> Option<usize> {
        self.0[token?].below.get(name).copied()
    }
}
