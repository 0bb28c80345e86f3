//! The YAML loader: parser events to a JSON tree, without recursion and within limits.
//!
//! The only file that builds values from `granit-parser` events.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Value};

use super::scalar;
use crate::Pointer;
use crate::size::{Size, size};

/// Deeper documents are refused; real ones stay below 60 levels, and the parser's own limit is 255.
pub(crate) const MAX_DEPTH: usize = 200;
/// Nodes that aliases may add together; a bomb of ten lines would add 10^10.
const MAX_ALIAS_NODES: usize = 1_000_000;

/// Says why a text is not YAML, and where.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(super) message: String,
    pub(super) span: Range<usize>,
    /// Whether a quoted text goes on at the column of its key, which other readers let pass.
    pub(super) is_dedent: bool,
}

impl SyntaxError {
    pub(super) fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        let message = message.into();
        Self { is_dedent: message.contains("indentation in multiline quoted"), message, span }
    }
}

/// Reads a YAML stream of one document; the second half of the result are the members that a later one of the same name replaces.
pub(super) fn parse(text: &str) -> Result<(Value, Vec<Pointer>), SyntaxError> {
    let mut loader = Loader::default();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
            SyntaxError::new(error.info(), at..at)
        })?;
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                let message = "a second document starts here; one file holds one";
                return Err(SyntaxError::new(message, bytes(&span)));
            }
        }
        loader.take(event).map_err(|message| SyntaxError::new(message, bytes(&span)))?;
    }
    Ok((loader.root.unwrap_or_default(), loader.twice))
}

pub(super) fn bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(0..0)
}

#[derive(Default)]
struct Loader {
    open: Vec<(Collection, usize)>,
    /// What the anchors stand for, and how large it is.
    anchors: BTreeMap<usize, (Value, Size)>,
    alias_nodes: usize,
    twice: Vec<Pointer>,
    root: Option<Value>,
}

enum Collection {
    Mapping { entries: Map<String, Value>, key: Option<String>, merges: Vec<Value> },
    Sequence(Vec<Value>),
}

impl Loader {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.takes_key() {
                    self.key(text.into_owned());
                    return Ok(());
                }
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let value =
                    if plain { scalar::resolve(&text) } else { Value::String(text.into_owned()) };
                self.value(value, anchor)
            }
            Event::Alias(anchor) => {
                let value = self.alias(anchor)?;
                self.value(value, 0)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open(Collection::Sequence(Vec::new()), anchor)
            }
            Event::MappingStart(_, anchor, _) => self.open(
                Collection::Mapping { entries: Map::new(), key: None, merges: Vec::new() },
                anchor,
            ),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => Ok(()),
        }
    }

    fn takes_key(&self) -> bool {
        matches!(self.open.last(), Some((Collection::Mapping { key: None, .. }, _)))
    }

    fn key(&mut self, name: String) {
        if let Some((Collection::Mapping { entries, .. }, _)) = self.open.last()
            && entries.contains_key(&name)
        {
            self.twice.push(self.pointer().join(&name));
        }
        if let Some((Collection::Mapping { key, .. }, _)) = self.open.last_mut() {
            *key = Some(name);
        }
    }

    /// Spells out where the innermost open collection stands.
    fn pointer(&self) -> Pointer {
        let above = &self.open[..self.open.len().saturating_sub(1)];
        above.iter().fold(Pointer::root(), |at, (collection, _)| match collection {
            Collection::Mapping { key, .. } => at.join(key.as_deref().unwrap_or_default()),
            Collection::Sequence(elements) => at.join(elements.len()),
        })
    }

    fn open(&mut self, collection: Collection, anchor: usize) -> Result<(), String> {
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("nesting deeper than {MAX_DEPTH} levels"));
        }
        if self.takes_key() {
            return Err("a mapping key must be a scalar".to_owned());
        }
        self.open.push((collection, anchor));
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let Some((collection, anchor)) = self.open.pop() else { return Ok(()) };
        let value = match collection {
            Collection::Sequence(elements) => Value::Array(elements),
            Collection::Mapping { mut entries, merges, .. } => {
                for merged in merges {
                    merge(&mut entries, merged)?;
                }
                Value::Object(entries)
            }
        };
        self.value(value, anchor)
    }

    fn value(&mut self, value: Value, anchor: usize) -> Result<(), String> {
        if anchor != 0 {
            // It is kept twice, so it counts.
            let size = size(&value);
            self.spend(size.values)?;
            self.anchors.insert(anchor, (value.clone(), size));
        }
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some((Collection::Sequence(elements), _)) => elements.push(value),
            Some((Collection::Mapping { entries, key, merges }, _)) => match key.take() {
                Some(name) if name == "<<" => merges.push(value),
                Some(name) => {
                    entries.insert(name, value);
                }
                None => return Err("a mapping key must be a scalar".to_owned()),
            },
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize) -> Result<Value, String> {
        let anchored = self.anchors.get(&anchor).cloned();
        let (value, size) = anchored.ok_or("an alias stands inside its own anchor")?;
        if self.open.len() + size.depth > MAX_DEPTH {
            return Err(format!("nesting deeper than {MAX_DEPTH} levels, by this alias"));
        }
        self.spend(size.values)?;
        Ok(value)
    }

    fn spend(&mut self, nodes: usize) -> Result<(), String> {
        self.alias_nodes += nodes;
        if self.alias_nodes > MAX_ALIAS_NODES {
            return Err(format!("the aliases expand to more than {MAX_ALIAS_NODES} nodes"));
        }
        Ok(())
    }
}

/// Adds what a merge key (`<<`) brings; keys of the mapping itself win.
fn merge(entries: &mut Map<String, Value>, merged: Value) -> Result<(), String> {
    match merged {
        Value::Object(source) => {
            for (name, value) in source {
                entries.entry(name).or_insert(value);
            }
            Ok(())
        }
        Value::Array(sources) => sources.into_iter().try_for_each(|source| merge(entries, source)),
        _ => Err("a merge key `<<` takes a mapping or a list of mappings".to_owned()),
    }
}
