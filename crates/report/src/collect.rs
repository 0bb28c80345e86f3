//! Collects a run into a report: what all formats need, once.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterpart_contract::{Event, Finding, Meaning, Observer, Probe, Subject, Summary};
use indexmap::IndexMap;

use crate::coverage::Observed;
use crate::latency::Latency;
use crate::report::{Report, Tested};

/// Takes the events of a run and gives its report; keeps figures of calls, never the calls.
#[derive(Debug)]
pub struct Collector {
    subject: Subject,
    target: String,
    document: String,
    seed: u64,
    shard: (usize, usize),
    operations: Vec<String>,
    tested: BTreeMap<Arc<str>, Figures>,
    observed: Observed,
    findings: Vec<Finding>,
    summary: Summary,
}

/// What is known of the calls to one operation.
#[derive(Debug, Default)]
struct Figures {
    calls: u64,
    statuses: IndexMap<String, u64>,
    latency: Latency,
}

impl Collector {
    /// Collects a run by a document.
    pub fn new(subject: Subject) -> Self {
        Self {
            observed: Observed::new(subject.clone()),
            subject,
            target: String::new(),
            document: String::new(),
            seed: 0,
            shard: (1, 1),
            operations: Vec::new(),
            tested: BTreeMap::new(),
            findings: Vec::new(),
            summary: Summary::default(),
        }
    }

    /// Gives the report; of a run that has not finished, what is known so far.
    pub fn report(mut self) -> Report {
        let pointer = |name: &String| {
            let index = self.subject.named(name)?;
            Some(self.subject.operations()[index].pointer.clone())
        };
        let pointers: Vec<_> = self.operations.iter().filter_map(pointer).collect();
        let places = self.subject.places(&pointers);
        let operations = self.operations.iter().map(|name| {
            let figures = self.tested.remove(name.as_str()).unwrap_or_default();
            let pointer = pointer(name).unwrap_or_default();
            let place = places.iter().find(|place| place.pointer == pointer.as_str());
            Tested {
                operation: name.clone(),
                document: place.cloned(),
                calls: figures.calls,
                statuses: figures.statuses,
                latency: figures.latency,
            }
        });
        let mut report = Report {
            counterpart: env!("CARGO_PKG_VERSION").to_owned(),
            target: self.target,
            document: self.document,
            seed: self.seed,
            shards: self.shard.into(),
            operations: operations.collect(),
            coverage: self.observed.coverage(&self.operations),
            findings: self.findings,
            summary: self.summary,
        };
        report.sort();
        report
    }
}

impl Observer for Collector {
    fn observe(&mut self, event: &Event) {
        match event {
            Event::Started { target, document, seed, shard, operations } => {
                self.target.clone_from(target);
                self.document.clone_from(document);
                self.seed = *seed;
                self.shard = *shard;
                self.operations.clone_from(operations);
            }
            // By another method it is for another operation, or for none.
            Event::Called { operation, meaning, exchanged, .. }
                if *meaning != Meaning::Probe(Probe::Method) =>
            {
                self.observed.observe(meaning, exchanged);
                let figures = self.tested.entry(Arc::clone(operation)).or_default();
                figures.calls += 1;
                let status = exchanged.status();
                let status = status.map_or_else(|| "none".to_owned(), |status| status.to_string());
                *figures.statuses.entry(status).or_default() += 1;
                if exchanged.outcome.is_ok() {
                    figures.latency.add(exchanged.elapsed);
                }
            }
            Event::Found(finding) => self.findings.push((**finding).clone()),
            Event::Finished(summary) => self.summary = summary.clone(),
            Event::Called { .. }
            | Event::Repeated { .. }
            | Event::Phase(..)
            | Event::Progressed(_) => {}
        }
    }
}
