//! The corpus: documents that nobody here wrote, and what holds for every one of them, but for what `exceptions.tsv` lists with its reason.
//!
//! It is read from beside the project, or from `COUNTERPART_CORPUS`; where there is none, the tests say so.
//! By default a part of each document is looked at; with `COUNTERPART_CORPUS_ALL=1` all is, with `COUNTERPART_CORPUS_LONG=1` the runner makes more calls, and `COUNTERPART_CORPUS_ONLY` picks documents by a part of their name.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "tests read files, and the environment says where")]

mod answers;
mod broken;
mod documents;
mod exceptions;
mod halves;
mod lifecycle;
mod requests;
mod samples;

use std::path::Path;

use counterpart::contract::Settings;
use counterpart_generate::Seed;
use documents::Looked;

/// How many seeds the documents that come with the project are looked at with.
const SEEDS: u64 = 3;

/// Every document loads, and every schema yields values that fit it.
#[test]
fn every_schema_yields_values_that_fit() {
    exceptions::compare("sample", &documents::each(samples::look));
}

/// Every operation has a request that leads to it, and says what was meant.
#[test]
fn every_operation_can_be_called() {
    exceptions::compare("request", &documents::each(requests::look));
}

/// Values that are broken at one place break what they say there, and the edges of schemas are where they are said to be.
#[test]
fn broken_values_break_what_they_name() {
    exceptions::compare("broken", &documents::each(broken::look));
}

/// Every operation answers as it declares: naturally, in each media type, with each status that is preferred, and to what is wrong.
#[test]
fn answers_conform() {
    let looked = documents::each(answers::look);
    documents::tell(&looked);
    exceptions::compare("answer", &looked);
}

/// What is remembered without a word of the document is answered as it declares.
#[test]
fn answers_from_inferred_state_conform() {
    let looked = documents::each(answers::look_inferred);
    documents::tell(&looked);
    exceptions::compare("inferred", &looked);
}

/// The runner finds nothing to say of our own mock.
#[test]
fn the_halves_match() {
    let looked = documents::each(halves::look);
    documents::tell(&looked);
    exceptions::compare("halves", &looked);
}

/// The runner finds nothing to say of our own mock of the documents that come with the project, whatever it is drawn from: without exceptions, and without the corpus.
#[test]
fn the_halves_match_where_the_document_is_ours() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi");
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(names.len() >= 4, "{names:?}");
    for name in names {
        let document = documents::load(&name, &[]).unwrap();
        for seed in 1..=SEEDS {
            let mut looked = Looked::default();
            let settings = Settings {
                seed: Seed(seed),
                cases: 30,
                boundaries: 100,
                sequences: 4,
                ..Settings::default()
            };
            halves::hold(&document, settings, &mut looked);
            assert!(looked.counts["cases"].0 > 100, "{}: {:?}", name.display(), looked.counts);
            assert!(looked.wrong.is_empty(), "{}, {seed}: {:#?}", name.display(), looked.wrong);
        }
    }
}

/// What is created can be read, listed and changed, and what is deleted is gone.
#[test]
fn records_live_as_they_should() {
    let looked = documents::each(lifecycle::look);
    lifecycle::print(&looked);
    exceptions::compare("lifecycle", &looked);
}
