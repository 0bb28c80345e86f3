//! The documents: where they are, and how they are looked at, one on each thread.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use counterpart_schema::{Direction, Schema, Schemas, Type};
use counterpart_spec::{Loader, Operation, Pointer, Sources, Spec, Unread};
use serde_json::Value;

/// A document, ready to be looked at.
pub(crate) struct Document {
    pub(crate) spec: Arc<Spec>,
    pub(crate) schemas: Schemas,
    path: PathBuf,
}

/// What a look at one document gave.
#[derive(Default)]
pub(crate) struct Looked {
    /// The places that were looked at.
    pub(crate) seen: BTreeSet<String>,
    /// What is wrong, by place; a document that does not load is wrong at the root.
    pub(crate) wrong: BTreeMap<String, String>,
    /// How often something held, and how often it should have.
    pub(crate) counts: BTreeMap<&'static str, (usize, usize)>,
}

impl Looked {
    /// Counts one more of something.
    pub(crate) fn count(&mut self, what: &'static str) {
        let (held, asked) = self.counts.entry(what).or_default();
        (*held, *asked) = (*held + 1, *asked + 1);
    }
}

/// Tells how much was looked at, in all documents.
#[expect(clippy::print_stderr, reason = "figures are for whoever asks for them")]
pub(crate) fn tell(looked: &BTreeMap<String, Looked>) {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (what, (count, _)) in looked.values().flat_map(|looked| &looked.counts) {
        *sums.entry(what).or_default() += count;
    }
    for (what, count) in sums {
        eprintln!("{count} {what}");
    }
}

/// Looks at every document; at none, and said so, where there is no corpus.
pub(crate) fn each(look: fn(&Document, &mut Looked)) -> BTreeMap<String, Looked> {
    let Some(folder) = corpus() else { return BTreeMap::new() };
    let folder = folder.join("documents");
    let mut documents = names(&folder);
    if let Ok(wanted) = std::env::var("COUNTERPART_CORPUS_ONLY") {
        documents.retain(|name| name.contains(&wanted));
    }
    assert!(!documents.is_empty(), "`{}` has no documents", folder.display());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        while let Some(name) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut looked = Looked::default();
            match load(&folder.join(name), &[]) {
                Ok(document) => look(&document, &mut looked),
                Err(reason) => {
                    looked.wrong.insert(String::new(), reason);
                }
            }
            found.push((name.clone(), looked));
        }
        found
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let looked: BTreeMap<String, Looked> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let places: usize = looked.values().map(|looked| looked.seen.len()).sum();
    assert!(places >= documents.len(), "only {places} places were looked at");
    looked
}

/// Tells whether all of each document is to be looked at.
pub(crate) fn all() -> bool {
    std::env::var_os("COUNTERPART_CORPUS_ALL").is_some()
}

/// Leaves as many of a list as are wanted, spread over it; all where all are to be looked at.
pub(crate) fn spread<T>(list: Vec<T>, wanted: usize) -> Vec<T> {
    let step = if all() { 1 } else { list.len().div_ceil(wanted).max(1) };
    list.into_iter().step_by(step).collect()
}

impl Document {
    /// Tells whether loading it takes no time to speak of.
    pub(crate) fn is_small(&self) -> bool {
        const SMALL: usize = 200_000;
        self.spec.document.sources.iter().map(|source| source.text.len()).sum::<usize>() < SMALL
    }

    /// Loads it again, with an Overlay.
    pub(crate) fn overlaid(&self, overlay: String) -> Result<Self, String> {
        load(&self.path, &[("overlay.yaml".to_owned(), overlay.into_bytes())])
    }

    /// Tells whether a parameter of a name may have a value.
    pub(crate) fn admits(&self, operation: &Operation, name: &str, value: &Value) -> bool {
        let parameter = operation.parameters.iter().find(|p| p.name == name);
        let schema = parameter.and_then(|p| self.schemas.at(p.schema.as_ref()?).ok());
        schema.is_none_or(|schema| schema.is_valid(Direction::Request, value))
    }

    /// Reads a text as a parameter of a name wants it.
    pub(crate) fn typed(&self, operation: &Operation, name: &str, text: &str) -> Value {
        let parameter = operation.parameters.iter().find(|p| p.name == name);
        let schema = parameter.and_then(|p| self.schemas.at(p.schema.as_ref()?).ok());
        let types = schema.map(|schema| schema.types());
        match types {
            Some(types) if !types.admits(Type::String) => {
                serde_json::from_str(text).unwrap_or_else(|_| text.into())
            }
            _ => text.into(),
        }
    }

    /// Holds some of the schemas to what a judge says is wrong with them, unless all are asked for.
    pub(crate) fn judge_schemas(
        &self,
        wanted: usize,
        looked: &mut Looked,
        judge: fn(&Schema, Direction) -> Option<String>,
    ) {
        for (pointer, direction) in spread(self.listed(), wanted) {
            // What leads nowhere has no values to speak of; loading told of it.
            let Ok(schema) = self.schemas.at(&pointer) else { continue };
            let pointer = schema.pointer().to_string();
            if let Some(reason) = judge(&schema, direction) {
                looked.wrong.insert(pointer.clone(), reason);
            }
            looked.seen.insert(pointer);
        }
    }

    /// Lists the schemas of components, parameters, bodies, responses and headers, with the way their values travel, each once.
    fn listed(&self) -> Vec<(Pointer, Direction)> {
        let base = Pointer::parse("/components/schemas").unwrap();
        let components = base.resolve(&self.spec.document.value).and_then(Value::as_object);
        let names = components.into_iter().flat_map(|components| components.keys());
        let mut found: BTreeMap<Pointer, Direction> =
            names.map(|name| (base.join(name), Direction::Response)).collect();
        for operation in &self.spec.operations {
            let bodies = operation.body.iter().flat_map(|body| &body.content);
            let sent = operation.parameters.iter().map(|parameter| &parameter.schema);
            for pointer in sent.chain(bodies.map(|content| &content.schema)).flatten() {
                found.insert(pointer.clone(), Direction::Request);
            }
            for response in &operation.responses {
                let headers = response.headers.iter().map(|header| &header.schema);
                let content = response.content.iter().map(|content| &content.schema);
                for pointer in headers.chain(content).flatten() {
                    found.insert(pointer.clone(), Direction::Response);
                }
            }
        }
        found.into_iter().collect()
    }
}

/// Reads a document.
pub(crate) fn load(path: &Path, overlays: &[(String, Vec<u8>)]) -> Result<Document, String> {
    let name = path.display().to_string();
    // Some documents refer to the folder beside their own.
    let below = Below(path.ancestors().nth(2).unwrap().to_owned());
    let sources = Sources { loader: &below, overlays };
    let loaded = counterpart_spec::load_with(&name, std::fs::read(path).unwrap(), sources)
        .map_err(|refusal| refusal.to_string())?;
    let spec = Arc::new(loaded.spec);
    let schemas = Schemas::new(Arc::clone(&spec.document.value));
    Ok(Document { spec, schemas, path: path.to_owned() })
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
fn names(folder: &Path) -> Vec<String> {
    let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    index.lines().skip(1).filter_map(|row| Some(row.split('\t').next()?.to_owned())).collect()
}
