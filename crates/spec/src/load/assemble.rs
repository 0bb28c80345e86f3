//! Many files to one tree in which every reference is a fragment.
//!
//! The files that references lead to are grafted below one key of the root, each once and whole; references stay references.
//! Only where the specification has none (a whole section, an operation), what is referred to is put in the place of the reference.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::files::{Files, Lost, Spot};
use crate::document::Origins;
use crate::grammar::{Holds, Kind, MAX_REFERENCES};
use crate::size::size;
use crate::source::MAX_DEPTH;
use crate::{Diagnostic, Pointer, Source, Unread};

/// Where the other files stand in the tree: `/x-counterpart-files/1` and so on.
const GRAFTS: &str = "x-counterpart-files";
/// How many values may be put in the place of references; sections that refer to each other multiply.
const MAX_COPIED: usize = 2_000_000;

/// A tree, and what is odd about what it was made of.
pub(super) struct Assembled {
    pub(super) value: Value,
    pub(super) sources: Vec<Arc<Source>>,
    pub(super) origins: Origins,
    /// What is odd about the texts.
    pub(super) odd: Vec<Diagnostic>,
    /// What is odd about the references, by the place in the tree.
    pub(super) notes: Vec<(Diagnostic, Pointer)>,
}

/// Follows all references of the root document and puts the files together.
///
/// # Errors
/// The one diagnostic that says which reference is refused (`E0005`).
pub(super) fn assemble(files: Files<'_>, origins: Origins) -> Result<Assembled, Box<Diagnostic>> {
    let mut assembler = Assembler {
        files,
        waiting: Vec::new(),
        seen: BTreeSet::new(),
        links: BTreeMap::new(),
        notes: Vec::new(),
        sections: Vec::new(),
        refused: None,
    };
    assembler.follow();
    if let Some((refusal, spot)) = assembler.refused {
        let source = Arc::clone(&assembler.files.list[spot.file].source);
        return Err(Box::new(refusal.at_source(source, spot.pointer)));
    }
    Ok(assembler.join(origins))
}

struct Assembler<'l> {
    files: Files<'l>,
    /// What is still to be walked.
    waiting: Vec<(Holds, Kind, Spot)>,
    seen: BTreeSet<(usize, Pointer, u8)>,
    /// The texts that are references, and what they become.
    links: BTreeMap<Spot, Spot>,
    /// The references that are replaced by what they refer to, in the order they were found.
    sections: Vec<(Spot, Spot)>,
    notes: Vec<(Diagnostic, Spot)>,
    refused: Option<(Diagnostic, Spot)>,
}

impl Assembler<'_> {
    fn follow(&mut self) {
        self.waiting.push((Holds::One, Kind::Root, Spot { file: 0, pointer: Pointer::root() }));
        while let Some((held, kind, spot)) = self.waiting.pop() {
            let file = spot.file;
            let value = Arc::clone(&self.files.list[file].value);
            let Some(start) = spot.pointer.resolve(&value) else { continue };
            kind.walk_held(held, start, &spot.pointer, &mut |held, kind, value, at| {
                self.visit(file, held, kind, value, at);
            });
        }
    }

    fn visit(&mut self, file: usize, held: Holds, kind: Kind, value: &Value, at: &Pointer) {
        let Value::Object(members) = value else { return };
        for key in ["$ref", "$dynamicRef", "$recursiveRef", "operationRef"] {
            let allowed = match key {
                "$ref" => true,
                "operationRef" => kind == Kind::Link,
                _ => kind == Kind::Schema,
            };
            match members.get(key).filter(|_| allowed) {
                Some(Value::String(reference)) => {
                    let site = Spot { file, pointer: at.join(key) };
                    self.reference(&site, held, kind, reference);
                }
                Some(_) if key == "$ref" => {
                    let remedy = "a reference is a text: `'#/components/schemas/Pet'`";
                    let error =
                        Diagnostic::error("E0101", "this reference is no text").help(remedy);
                    self.notes.push((error, Spot { file, pointer: at.join(key) }));
                }
                _ => {}
            }
        }
        if kind == Kind::Schema
            && let Some(Value::Object(mapping)) = value.pointer("/discriminator/mapping")
        {
            let at = at.join("discriminator").join("mapping");
            for (tag, target) in mapping {
                // What is the name of a component, or neither a path nor a fragment, is that name.
                let is_reference =
                    |t: &&str| t.contains(['/', '#', '.']) && self.files.component(t).is_none();
                if let Some(target) = target.as_str().filter(is_reference) {
                    let site = Spot { file, pointer: at.join(tag) };
                    self.reference(&site, Holds::One, Kind::Schema, target);
                }
            }
        }
    }

    fn reference(&mut self, site: &Spot, held: Holds, kind: Kind, reference: &str) {
        let target = match self.files.target(site.file, reference) {
            Ok(target) => target,
            Err(lost) => return self.lose(site, reference, lost),
        };
        let is_link = site.pointer.last().as_deref() != Some("operationRef");
        let kind = if is_link { kind } else { Kind::Operation };
        if held != Holds::One || is_link && self.is_replaced(kind, site) {
            let whole = site.pointer.parent().unwrap_or_default();
            self.sections.push((Spot { file: site.file, pointer: whole }, target.clone()));
        }
        self.links.insert(site.clone(), target.clone());
        let is_walked = target.file == 0
            && held == Holds::One
            && Kind::at(&target.pointer).is_some_and(|at| at == kind);
        let key = (target.file, target.pointer.clone(), kind as u8 * 4 + held as u8);
        if !is_walked && self.seen.insert(key) {
            self.waiting.push((held, kind, target));
        }
    }

    /// Tells whether what is referred to takes the place of the reference: where the specification has no references, and where a path item says something beside one.
    fn is_replaced(&self, kind: Kind, site: &Spot) -> bool {
        match kind {
            Kind::Components | Kind::Operation => true,
            Kind::PathItem => {
                let pointer = site.pointer.parent().unwrap_or_default();
                let members = self.files.value(&Spot { file: site.file, pointer });
                members.and_then(Value::as_object).is_some_and(|members| members.len() > 1)
            }
            _ => false,
        }
    }

    fn lose(&mut self, site: &Spot, reference: &str, lost: Lost) {
        let (code, message, help) = match lost {
            Lost::Nowhere => (
                "E0101",
                "leads nowhere".to_owned(),
                "check the path and the spelling of its names",
            ),
            Lost::Circle => {
                ("E0102", "goes round in a circle".to_owned(), "make one of them a definition")
            }
            Lost::Unread(location, Unread::Missing) => {
                ("E0131", format!("leads to `{location}`, which is not there"), "check the path")
            }
            Lost::Unread(_, Unread::Remote) => (
                "E0132",
                "leads to the network, which is not asked".to_owned(),
                "allow it with `--allow-remote`, or put a copy beside the document",
            ),
            Lost::Unread(location, Unread::Outside) => (
                "E0133",
                format!("leads to `{location}`, outside of the document's folder"),
                "allow the folder with `--allow-path`",
            ),
            Lost::Unread(_, Unread::Hostile) => (
                "E0005",
                "leads to a file that has nothing to do with the document".to_owned(),
                "if it is meant, allow its folder with `--allow-path`",
            ),
            Lost::Unread(location, Unread::Failed(why)) => {
                ("E0131", format!("leads to `{location}`, which cannot be read: {why}"), "see why")
            }
            Lost::Unreadable(diagnostic) => (
                "E0134",
                format!("leads to a text that cannot be read: {diagnostic}"),
                "correct that text",
            ),
        };
        let error = Diagnostic::error(code, format!("the reference `{reference}` {message}"));
        let note = (error.help(help), site.clone());
        if code == "E0005" {
            self.refused.get_or_insert(note);
        } else {
            self.notes.push(note);
        }
    }

    /// Writes the references anew and puts the files together.
    fn join(self, mut origins: Origins) -> Assembled {
        let Self { files, links, sections, notes, .. } = self;
        let (odd, parts) = (files.odd, files.parts);
        // Overlays stand between the root and its files, and do not count.
        let graft = |file: usize| Pointer::root().join(GRAFTS).join(file + 1 - parts);
        let place = |spot: &Spot| match spot.file {
            0 => spot.pointer.clone(),
            file => graft(file).concat(&spot.pointer),
        };
        let mut notes: Vec<_> =
            notes.into_iter().map(|(diagnostic, spot)| (diagnostic, place(&spot))).collect();
        circles(&links, &place, &mut notes);
        let (mut values, mut sources) = (Vec::new(), Vec::new());
        for file in files.list {
            values.push(Arc::unwrap_or_clone(file.value));
            sources.push(file.source);
        }
        for (site, target) in &links {
            let text = values[site.file].pointer_mut(site.pointer.as_str());
            if let Some(Value::String(text)) = text {
                *text = place(target).to_fragment();
            }
        }
        let grafted = values.split_off(parts);
        let mut value = values.swap_remove(0);
        let grafts: Map<_, _> = (1_usize..).map(|file| file.to_string()).zip(grafted).collect();
        for file in parts..sources.len() {
            origins.graft(graft(file), file, Pointer::root());
        }
        if let (Value::Object(root), false) = (&mut value, grafts.is_empty()) {
            root.insert(GRAFTS.to_owned(), Value::Object(grafts));
        }
        let sections: Vec<_> =
            sections.iter().map(|(site, target)| (place(site), place(target))).collect();
        replace(&mut value, sections, &mut origins, &mut notes);
        Assembled { value, sources, origins, odd, notes }
    }
}

/// Tells of the references that lead back to themselves.
fn circles(
    links: &BTreeMap<Spot, Spot>,
    place: &dyn Fn(&Spot) -> Pointer,
    notes: &mut Vec<(Diagnostic, Pointer)>,
) {
    let next = |target: &Spot| {
        let pointer = target.pointer.join("$ref");
        links.get(&Spot { file: target.file, pointer })
    };
    for (site, target) in links {
        let mut here = target;
        for _ in 0..MAX_REFERENCES {
            if site.pointer.last().as_deref() == Some("$ref")
                && site.file == here.file
                && site.pointer.parent().as_ref() == Some(&here.pointer)
            {
                let error = Diagnostic::error("E0102", "the reference goes round in a circle");
                notes.push((error.help("make one of them a definition"), place(site)));
                break;
            }
            match next(here) {
                Some(further) => here = further,
                None => break,
            }
        }
    }
}

/// Puts what is referred to in the place of the references that stand where there can be none; the last that were found may be within those before them.
fn replace(
    value: &mut Value,
    sections: Vec<(Pointer, Pointer)>,
    origins: &mut Origins,
    notes: &mut Vec<(Diagnostic, Pointer)>,
) {
    let mut left = MAX_COPIED;
    for (site, target) in sections.into_iter().rev() {
        let is_around = site.is_within(&target);
        let levels = site.tokens().count();
        let affordable = |found: &&Value| {
            let measured = size(found);
            levels + measured.depth <= MAX_DEPTH && spend(&mut left, measured.values)
        };
        let found = target.resolve(value).filter(|_| !is_around).filter(affordable);
        let Some(found) = found else {
            let error = Diagnostic::error("E0102", "the reference contains itself, or too much");
            notes.push((error.help("write out what is meant"), site));
            continue;
        };
        let found = found.clone();
        let Some(here) = value.pointer_mut(site.as_str()) else { continue };
        if let (Value::Object(here), Value::Object(found)) = (&mut *here, &found) {
            here.shift_remove("$ref");
            for (key, value) in found {
                here.entry(key).or_insert_with(|| value.clone());
            }
        } else {
            *here = found;
        }
        origins.relocate(site, &target);
    }
}

/// Takes from a budget; false, and nothing is left, when it does not suffice.
fn spend(left: &mut usize, values: usize) -> bool {
    let suffices = values <= *left;
    *left = left.saturating_sub(values);
    suffices
}
