//! From bytes to a document that is ready, and to the first sample of it.
//!
//! The large documents are those of the corpus, which is read from `COUNTERPART_CORPUS` or from beside the project; without it only our own are measured.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads what it measures")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterpart::generate::{Seed, sample};
use counterpart::spec::{Loaded, load};
use counterpart_schema::{Direction, Schemas};
use criterion::{Criterion, Throughput};
use jiff::Timestamp;

/// How many of the largest documents are measured.
const LARGEST: usize = 3;

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi");
    for (name, text) in documents(&own).into_iter().take(1).chain(largest()) {
        let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
        let mut group = criterion.benchmark_group(&name);
        group.throughput(Throughput::Bytes(bytes));
        group.bench_function("load", |bencher| bencher.iter(|| read(&name, &text)));
        group.bench_function("load and first sample", |bencher| {
            bencher.iter(|| first_sample(&read(&name, &text)));
        });
        group.finish();
    }
    criterion.final_summary();
}

fn read(name: &str, text: &[u8]) -> Loaded {
    load(name, text.to_vec()).expect("the document loads")
}

/// Makes the first value of the first response that has a schema.
fn first_sample(loaded: &Loaded) {
    let schemas = Schemas::new(Arc::clone(&loaded.spec.document.value));
    let responses = loaded.spec.operations.iter().flat_map(|operation| &operation.responses);
    let mut content = responses.flat_map(|response| &response.content);
    let pointer = content.find_map(|media_type| media_type.schema.as_ref());
    if let Some(schema) = pointer.and_then(|pointer| schemas.at(pointer).ok()) {
        let mut rng = Seed(1).stream(&["bench"]);
        let _ = black_box(sample(&schema, Direction::Response, &mut rng, Timestamp::UNIX_EPOCH));
    }
}

fn largest() -> Vec<(String, Vec<u8>)> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let corpus = std::env::var_os("COUNTERPART_CORPUS").map_or_else(beside, PathBuf::from);
    let mut found = documents(&corpus.join("documents"));
    found.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
    found.truncate(LARGEST);
    found
}

fn documents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let named = paths.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let is_document = [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending));
        is_document.then(|| std::fs::read(&path).ok()).flatten().map(|text| (name, text))
    });
    named.collect()
}
