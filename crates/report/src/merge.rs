//! Joins the reports of shards: together they are what one run finds.

use counterpart_contract::{Finding, Severity, Summary};

use crate::report::{Report, Tested};
use crate::shards::Shards;

/// Why reports are not joined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmergeable {
    /// There is none.
    #[error("there is no report to join")]
    Nothing,
    /// They are of different documents.
    #[error("the reports are not of one run: one is of `{0}`, another of `{1}`")]
    Documents(String, String),
    /// They are of different seeds.
    #[error("the reports are not of one run: one has seed {0}, another {1}")]
    Seeds(u64, u64),
    /// One part is there twice, or they are parts of runs that were divided otherwise.
    #[error("the reports are not the parts of one run: one is of {0}, another of {1}")]
    Shards(String, String),
    /// They were made by different versions of the program.
    #[error("the reports are not of one run: one is of version {0}, another of {1}")]
    Versions(String, String),
}

/// Joins reports: findings by their ids, figures added, coverage united; what differs between shards by nature (where the server stood) is taken from the first.
///
/// # Errors
/// See [`Unmergeable`].
pub fn merge(reports: impl IntoIterator<Item = Report>) -> Result<Report, Unmergeable> {
    let mut reports = reports.into_iter();
    let mut joined = reports.next().ok_or(Unmergeable::Nothing)?;
    let known = joined.operations.len();
    for report in reports {
        joined = join(joined, report)?;
    }
    if joined.operations.len() > known {
        in_order(&mut joined);
    }
    if joined.shards.missing().is_empty() {
        joined.shards = Shards::default();
    }
    // What one shard saw by a call that was about an edge, another saw by chance.
    let mut findings = Vec::new();
    joined.findings.into_iter().for_each(|finding| finding.enter(&mut findings));
    joined.findings = findings;
    joined.summary.errors = joined.count(Severity::Error);
    joined.summary.warnings = joined.count(Severity::Warning);
    joined.sort();
    Ok(joined)
}

fn join(mut ours: Report, theirs: Report) -> Result<Report, Unmergeable> {
    if ours.document != theirs.document {
        return Err(Unmergeable::Documents(ours.document, theirs.document));
    }
    if ours.seed != theirs.seed {
        return Err(Unmergeable::Seeds(ours.seed, theirs.seed));
    }
    if ours.counterpart != theirs.counterpart {
        return Err(Unmergeable::Versions(ours.counterpart, theirs.counterpart));
    }
    if ours.shards.of != theirs.shards.of || !ours.shards.parts.is_disjoint(&theirs.shards.parts) {
        return Err(Unmergeable::Shards(ours.shards.to_string(), theirs.shards.to_string()));
    }
    ours.shards.parts.extend(theirs.shards.parts);
    for tested in theirs.operations {
        match ours.operations.iter_mut().find(|known| known.operation == tested.operation) {
            Some(known) => add(known, tested),
            None => ours.operations.push(tested),
        }
    }
    for finding in theirs.findings {
        match ours.findings.iter_mut().find(|known| known.id == finding.id) {
            Some(known) => unite(known, finding),
            None => ours.findings.push(finding),
        }
    }
    ours.coverage = ours.coverage.join(theirs.coverage);
    ours.summary = sum(&ours.summary, &theirs.summary, &ours);
    Ok(ours)
}

/// Puts operations that came from several shards in the order of the document.
fn in_order(report: &mut Report) {
    report.operations.sort_by_cached_key(|tested| {
        tested.document.as_ref().map(|place| (place.file.clone(), place.line, place.column))
    });
    let order: Vec<_> = report.operations.iter().map(|tested| tested.operation.clone()).collect();
    let place = |name: &String| order.iter().position(|known| known == name);
    report.coverage.operations.sort_by_key(|operation| place(&operation.operation));
}

fn add(known: &mut Tested, more: Tested) {
    known.calls += more.calls;
    for (status, count) in more.statuses {
        *known.statuses.entry(status).or_default() += count;
    }
    known.latency.merge(&more.latency);
}

/// Makes two findings of one cause one: what is shown is the one that is easier to see again.
fn unite(known: &mut Finding, other: Finding) {
    let count = known.count + other.count;
    let severity = known.severity.max(other.severity);
    let effort = |finding: &Finding| {
        let steps = &finding.reproduce.steps;
        // The text decides between equals, so that the order of the shards does not.
        let text = serde_json::to_string(&finding.reproduce).unwrap_or_default();
        (steps.len(), text.len(), text)
    };
    if effort(&other) < effort(known) {
        *known = other;
    }
    known.count = count;
    known.severity = severity;
}

/// Adds two summaries; what counts things that both may have seen is counted anew in the joined report.
fn sum(ours: &Summary, theirs: &Summary, joined: &Report) -> Summary {
    let reasons = [&ours.stopped, &theirs.stopped].map(|stopped| stopped.iter().cloned().collect());
    let [our_reasons, their_reasons]: [Vec<String>; 2] = reasons;
    let reasons = union(&our_reasons, &their_reasons);
    Summary {
        calls: ours.calls + theirs.calls,
        cases: ours.cases + theirs.cases,
        operations: ours.operations.max(theirs.operations).max(joined.operations.len()),
        succeeded: ours.succeeded.max(theirs.succeeded).max(joined.succeeded()),
        // Counted once all are joined.
        errors: 0,
        warnings: 0,
        unconfirmed: union(&ours.unconfirmed, &theirs.unconfirmed),
        uncallable: union(&ours.uncallable, &theirs.uncallable),
        seconds: ours.seconds + theirs.seconds,
        stopped: (!reasons.is_empty()).then(|| reasons.join("; ")),
    }
}

/// Lists what either has, each once.
fn union<T: Clone + PartialEq>(ours: &[T], theirs: &[T]) -> Vec<T> {
    let mut both = ours.to_vec();
    both.extend(theirs.iter().filter(|theirs| !ours.contains(theirs)).cloned());
    both
}
