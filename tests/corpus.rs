//! The corpus: every document loads, and every schema yields values that fit it; but for what `corpus.exceptions.tsv` lists with its reason.
//!
//! Reads documents that nobody here wrote from beside the project, or from `COUNTERPART_CORPUS`; where there are none, it says so.
//! By default a part of each document's schemas is sampled; with `COUNTERPART_CORPUS_ALL=1` all are.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "tests read files, and the environment says where")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use counterpart_generate::{REFERENCE, Seed, Ungeneratable, sample};
use counterpart_schema::{Direction, Schema, SchemaError, Schemas};
use counterpart_spec::{Loader, Sources, Spec, Unread};

/// How many values are made of each schema and direction.
const SEEDS: u64 = 5;
/// How many schemas of a document are sampled, unless all are asked for: with fewer the rest is spread over the document.
const SCHEMAS: usize = 40;

#[test]
fn every_schema_yields_values_that_fit() {
    let Some(folder) = corpus() else { return };
    let folder = folder.join("documents");
    let documents = documents(&folder);
    assert!(!documents.is_empty(), "`{}` has no documents", folder.display());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        while let Some(name) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.push((name.clone(), look(&folder.join(name))));
        }
        found
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let looked: BTreeMap<String, Looked> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let sampled: usize = looked.values().map(|looked| looked.sampled).sum();
    assert!(sampled > documents.len(), "only {sampled} schemas were sampled");
    compare(&looked);
}

/// What one document gave.
#[derive(Default)]
struct Looked {
    /// How many schemas were sampled.
    sampled: usize,
    /// The schemas that were looked at.
    seen: BTreeSet<String>,
    /// Why schemas gave no value, by pointer; a document that does not load is wrong at the root.
    wrong: BTreeMap<String, String>,
}

/// Holds what is wrong to the list: nothing else is, and all of it still is.
fn compare(looked: &BTreeMap<String, Looked>) {
    let listed = include_str!("corpus.exceptions.tsv").lines().skip(1);
    let listed: BTreeSet<(&str, &str)> = listed
        .map(|row| {
            let cells: Vec<_> = row.split('\t').collect();
            let [document, pointer, _reason] = cells[..] else { panic!("three cells: {row}") };
            (document, pointer)
        })
        .collect();
    let mut complaints = Vec::new();
    for (document, looked) in looked {
        for (pointer, reason) in &looked.wrong {
            if !listed.contains(&(document, pointer)) {
                complaints.push(format!("{document}\t{pointer}\t{reason}"));
            }
        }
    }
    for (document, pointer) in listed {
        let looked = looked.get(document);
        let works = looked.is_none_or(|looked| {
            let seen = all() || looked.seen.contains(pointer);
            seen && !looked.wrong.contains_key(pointer)
        });
        if works {
            complaints.push(format!("{document}\t{pointer}\tis listed, and works"));
        }
    }
    assert!(complaints.is_empty(), "{} rows:\n{}", complaints.len(), complaints.join("\n"));
}

/// Loads a document and samples its schemas.
fn look(path: &Path) -> Looked {
    let mut looked = Looked::default();
    let name = path.display().to_string();
    let loader = Below(path.parent().unwrap().to_owned());
    let sources = Sources { loader: &loader, overlays: &[] };
    let bytes = std::fs::read(path).unwrap();
    let spec = match counterpart_spec::load_with(&name, bytes, sources) {
        Ok(document) => document.spec,
        Err(refusal) => {
            looked.wrong.insert(String::new(), refusal.message);
            return looked;
        }
    };
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    for (pointer, direction) in chosen(&spec) {
        let at = counterpart_spec::Pointer::parse(&pointer).unwrap();
        // What leads nowhere has no values to speak of; loading told of it.
        let Ok(schema) = schemas.at(&at) else { continue };
        let pointer = schema.pointer().to_string();
        looked.sampled += 1;
        if let Some(reason) = fails(&schema, direction) {
            looked.wrong.insert(pointer.clone(), reason);
        }
        looked.seen.insert(pointer);
    }
    looked
}

/// Samples a schema, and says what is wrong; that nothing can fit it is not.
fn fails(schema: &Schema, direction: Direction) -> Option<String> {
    for seed in 0..SEEDS {
        let mut rng = Seed(seed).stream(&["corpus", schema.pointer().as_str()]);
        match sample(schema, direction, &mut rng, REFERENCE) {
            Ok(value) if schema.is_valid(direction, &value) => {}
            Ok(value) => return Some(format!("does not fit: {value}")),
            Err(Ungeneratable::Schema(SchemaError::Unsatisfiable { .. })) => return None,
            Err(error) => return Some(error.to_string()),
        }
    }
    None
}

/// Lists the schemas of a document with the way their values travel, each once; spread over the document where there are too many.
fn chosen(spec: &Spec) -> BTreeMap<String, Direction> {
    let mut found = BTreeMap::new();
    let components = spec.document.value.pointer("/components/schemas");
    let components = components.and_then(serde_json::Value::as_object).into_iter().flatten();
    let base = counterpart_spec::Pointer::parse("/components/schemas").unwrap();
    for (name, _) in components {
        found.insert(base.join(name).to_string(), Direction::Response);
    }
    for operation in &spec.operations {
        let bodies = operation.body.iter().flat_map(|body| &body.content);
        let sent = operation.parameters.iter().map(|parameter| &parameter.schema);
        for pointer in sent.chain(bodies.map(|content| &content.schema)).flatten() {
            found.insert(pointer.to_string(), Direction::Request);
        }
        for response in &operation.responses {
            let headers = response.headers.iter().map(|header| &header.schema);
            let content = response.content.iter().map(|content| &content.schema);
            for pointer in headers.chain(content).flatten() {
                found.insert(pointer.to_string(), Direction::Response);
            }
        }
    }
    if !all() {
        let step = found.len().div_ceil(SCHEMAS).max(1);
        found = found.into_iter().step_by(step).collect();
    }
    found
}

/// Tells whether all schemas are to be sampled.
fn all() -> bool {
    std::env::var_os("COUNTERPART_CORPUS_ALL").is_some()
}

/// Reads files below one folder.
struct Below(PathBuf);

impl Loader for Below {
    fn read(&self, location: &str) -> Result<Vec<u8>, Unread> {
        if location.contains("://") {
            return Err(Unread::Remote);
        }
        let path = Path::new(location).canonicalize().map_err(|_| Unread::Missing)?;
        if !path.starts_with(self.0.canonicalize().map_err(|_| Unread::Missing)?) {
            return Err(Unread::Outside);
        }
        std::fs::read(path).map_err(|error| Unread::Failed(error.to_string()))
    }
}

/// Finds the corpus; `None`, and said so, where there is none.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("COUNTERPART_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let found = named.unwrap_or(beside);
    if found.is_dir() {
        return Some(found);
    }
    eprintln!("skipped: there is no corpus at `{}`", found.display());
    None
}

/// Lists the documents that `index.tsv` names.
fn documents(folder: &Path) -> Vec<String> {
    let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    index.lines().skip(1).filter_map(|row| Some(row.split('\t').next()?.to_owned())).collect()
}
