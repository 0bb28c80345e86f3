//! The files of a document, and what references in them lead to.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::location;
use crate::grammar::{MAX_REFERENCES, is_reference};
use crate::source::Read;
use crate::{Diagnostic, Loader, Pointer, Source, Unread};

/// More files than this are no document; the largest known have some hundreds.
const MAX_FILES: usize = 10_000;

/// A value in one of the files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) file: usize,
    pub(super) pointer: Pointer,
}

/// One file, as it was written.
pub(super) struct File {
    location: String,
    pub(super) source: Arc<Source>,
    pub(super) value: Arc<Value>,
    /// What is named within it: anchors, and identifiers of schemas.
    names: Option<BTreeMap<String, Pointer>>,
}

/// All files read so far.
pub(super) struct Files<'l> {
    loader: &'l dyn Loader,
    /// The root document, the Overlays over it, and the files that references lead to.
    pub(super) list: Vec<File>,
    /// The first that a reference leads to.
    pub(super) parts: usize,
    known: BTreeMap<String, Result<usize, Lost>>,
    /// What is odd about the texts.
    pub(super) odd: Vec<Diagnostic>,
}

/// Why a reference leads nowhere.
#[derive(Debug, Clone)]
pub(super) enum Lost {
    /// There is nothing there.
    Nowhere,
    /// The chain of references goes round.
    Circle,
    /// The file is not read.
    Unread(String, Unread),
    /// The file is no YAML or JSON.
    Unreadable(Box<Diagnostic>),
}

impl<'l> Files<'l> {
    pub(super) fn new(
        loader: &'l dyn Loader,
        location: &str,
        root: Read,
        overlays: Vec<Arc<Source>>,
    ) -> Self {
        let (list, known, odd) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut files = Self { loader, list, parts: 0, known, odd };
        files.add(location.to_owned(), root);
        files.list.extend(overlays.into_iter().map(|source| File {
            location: source.name.clone(),
            source,
            value: Arc::default(),
            names: None,
        }));
        files.parts = files.list.len();
        files
    }

    pub(super) fn value(&self, spot: &Spot) -> Option<&Value> {
        spot.pointer.resolve(&self.list[spot.file].value)
    }

    /// Finds what a reference in a file leads to.
    pub(super) fn target(&mut self, file: usize, reference: &str) -> Result<Spot, Lost> {
        let mut left = MAX_REFERENCES;
        self.chain(file, reference, &mut left)
    }

    fn chain(&mut self, file: usize, reference: &str, left: &mut usize) -> Result<Spot, Lost> {
        *left = left.checked_sub(1).ok_or(Lost::Circle)?;
        let reference = reference.trim();
        let (place, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if place.is_empty() {
            return self.within(file, fragment, left);
        }
        if let Some(spot) = self.named(file, place) {
            return if fragment.is_empty() {
                Ok(spot)
            } else {
                self.within(spot.file, fragment, left)
            };
        }
        let resolved = location::resolve(&self.list[file].location, place);
        let location = if location::is_remote(&resolved) {
            resolved.into()
        } else {
            percent_decode_str(&resolved).decode_utf8_lossy()
        };
        let of = self.open(&location)?;
        self.within(of, fragment, left)
    }

    /// Finds a schema that is referred to by its `$id`, the document by its `$self`, or, as 1.2 had it, a schema by its bare name.
    fn named(&mut self, file: usize, place: &str) -> Option<Spot> {
        if self.list[0].value.get("$self").and_then(Value::as_str) == Some(place) {
            return Some(Spot { file: 0, pointer: Pointer::root() });
        }
        if self.list[file].source.text.contains("$id")
            && let Some(pointer) = self.names(file).get(place).cloned()
        {
            return Some(Spot { file, pointer });
        }
        if place.contains(['.', '/', ':']) {
            return None;
        }
        self.component(place)
    }

    /// Finds a schema of the root document by its name.
    pub(super) fn component(&self, name: &str) -> Option<Spot> {
        let sections = [["definitions"].as_slice(), &["components", "schemas"]];
        sections.into_iter().find_map(|section| {
            let pointer = section.iter().fold(Pointer::root(), |at, key| at.join(key)).join(name);
            let spot = Spot { file: 0, pointer };
            self.value(&spot).is_some().then_some(spot)
        })
    }

    /// Finds what a fragment means in a file; what a part file does not have may be in the root document.
    fn within(&mut self, file: usize, fragment: &str, left: &mut usize) -> Result<Spot, Lost> {
        let decoded = percent_decode_str(fragment).decode_utf8_lossy();
        let mut written = vec![decoded.as_ref()];
        if decoded != fragment {
            written.push(fragment);
        }
        for fragment in written {
            let found = match Pointer::parse(fragment) {
                Some(pointer) => self.descend(file, &pointer, left),
                None => match self.names(file).get(fragment).cloned() {
                    Some(pointer) => Ok(Spot { file, pointer }),
                    // `#components/…`, without the slash.
                    None => Pointer::parse(&format!("/{fragment}"))
                        .map_or(Err(Lost::Nowhere), |p| self.descend(file, &p, left)),
                },
            };
            match found {
                Err(Lost::Nowhere) => {}
                found => return found,
            }
        }
        if file == 0 { Err(Lost::Nowhere) } else { self.within(0, fragment, left) }
    }

    /// Walks down a pointer, through the references on the way.
    fn descend(&mut self, file: usize, pointer: &Pointer, left: &mut usize) -> Result<Spot, Lost> {
        let spot = Spot { file, pointer: pointer.clone() };
        if self.value(&spot).is_some() {
            return Ok(spot);
        }
        let mut here = Spot { file, pointer: Pointer::root() };
        for token in pointer.tokens() {
            loop {
                let below = Spot { file: here.file, pointer: here.pointer.join(&token) };
                if self.value(&below).is_some() {
                    here = below;
                    break;
                }
                let value = self.value(&here).ok_or(Lost::Nowhere)?;
                if !is_reference(value) {
                    return Err(Lost::Nowhere);
                }
                let reference = value["$ref"].as_str().unwrap_or_default().to_owned();
                here = self.chain(here.file, &reference, left)?;
            }
        }
        Ok(here)
    }

    /// Gives the file at a location, which is read when it is first asked for.
    fn open(&mut self, location: &str) -> Result<usize, Lost> {
        if let Some(known) = self.known.get(location) {
            return known.clone();
        }
        let read = if self.list.len() < MAX_FILES {
            self.loader.read(location).map_err(|why| Lost::Unread(location.to_owned(), why))
        } else {
            let why = format!("a document has at most {MAX_FILES} files");
            Err(Lost::Unread(location.to_owned(), Unread::Failed(why)))
        };
        let opened = read
            .and_then(|bytes| Source::read(location, bytes).map_err(Lost::Unreadable))
            .map(|read| self.add(location.to_owned(), read));
        self.known.insert(location.to_owned(), opened.clone());
        opened
    }

    fn add(&mut self, location: String, read: Read) -> usize {
        let file = self.list.len();
        self.odd.extend(read.odd);
        self.known.insert(location.clone(), Ok(file));
        let (source, value) = (read.source, Arc::new(read.value));
        self.list.push(File { location, source, value, names: None });
        file
    }

    fn names(&mut self, file: usize) -> &BTreeMap<String, Pointer> {
        let File { value, names, .. } = &mut self.list[file];
        names.get_or_insert_with(|| {
            let mut names = BTreeMap::new();
            collect(value, &Pointer::root(), &mut names);
            names
        })
    }
}

fn collect(value: &Value, at: &Pointer, names: &mut BTreeMap<String, Pointer>) {
    match value {
        Value::Object(members) => {
            for key in ["$anchor", "$dynamicAnchor", "$id"] {
                if let Some(Value::String(name)) = members.get(key) {
                    names.entry(name.clone()).or_insert_with(|| at.clone());
                }
            }
            members.iter().for_each(|(key, value)| collect(value, &at.join(key), names));
        }
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(i, value)| collect(value, &at.join(i), names));
        }
        _ => {}
    }
}
