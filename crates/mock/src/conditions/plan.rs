//! What becomes of one request: how late, how wrong, how often.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use counterpart_exchange::Request;
use counterpart_generate::{Rng, Seed};
use counterpart_spec::{Location, Operation, SecurityScheme, Spec};
use jiff::Timestamp;

use super::asked::Asked;
use super::buckets::Buckets;
use super::extension::{Extension, Stated, read};
use super::rate_limit::Quota;
use super::rule::Target;
use super::{Fault, FaultKind, Latency, RateLimit, Rule};
use crate::catalog::Located;
use crate::scopes::named_by;

/// What the command line says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions {
    /// How long answers are held back.
    pub latency: Vec<Rule<Latency>>,
    /// What goes wrong.
    pub faults: Vec<Rule<Fault>>,
    /// How many requests a client may make.
    pub rate_limit: Vec<Rule<RateLimit>>,
}

/// A condition of an operation that no document has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no operation `{0}`: name its `operationId`, or its method and path")]
pub struct UnknownTarget(String);

/// Plans requests to some documents.
#[derive(Debug)]
pub(crate) struct Planner {
    seed: Seed,
    /// By document and operation.
    operations: Vec<Vec<Planned>>,
    /// Of requests that lead to no operation.
    elsewhere: Planned,
    /// Whether there are no conditions at all but those that requests ask for.
    is_idle: bool,
    buckets: Buckets,
}

/// The conditions of one operation.
#[derive(Debug, Default)]
struct Planned {
    latency: Option<Latency>,
    faults: Vec<Fault>,
    rate_limit: Option<RateLimit>,
    /// Whether the limit is of this operation alone.
    own_limit: bool,
    /// How many requests there were.
    count: AtomicU64,
}

impl Planned {
    fn is_idle(&self) -> bool {
        self.latency.is_none() && self.faults.is_empty() && self.rate_limit.is_none()
    }
}

impl Conditions {
    /// Checks that each is about everything, or about an operation of one of some documents.
    ///
    /// # Errors
    /// One is not.
    pub(crate) fn check(&self, specs: &[&Spec]) -> Result<(), UnknownTarget> {
        known(&self.latency, specs)?;
        known(&self.faults, specs)?;
        known(&self.rate_limit, specs)
    }
}

/// What becomes of one request.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    pub(crate) fault: Option<FaultKind>,
    pub(crate) quota: Option<Quota>,
    /// For whatever else is left to chance.
    pub(crate) rng: Rng,
}

impl Planner {
    /// Works out the conditions of every operation: what is said of an operation comes before what is said of all, and of each the command line before the document.
    pub(crate) fn new(conditions: &Conditions, specs: &[&Spec], seed: Seed) -> Self {
        let Conditions { latency, faults, rate_limit } = conditions;
        let of = |spec: &&Spec| {
            let Extension { root, operations } = read(spec).0;
            let operations = spec.operations.iter().zip(operations);
            operations.map(|(operation, own)| planned(conditions, operation, &root, own)).collect()
        };
        let operations: Vec<Vec<Planned>> = specs.iter().map(of).collect();
        let elsewhere = Planned {
            latency: last(latency, None),
            faults: all(faults, None).unwrap_or_default(),
            rate_limit: last(rate_limit, None),
            ..Planned::default()
        };
        let is_idle = operations.iter().flatten().chain([&elsewhere]).all(Planned::is_idle);
        Self { seed, operations, elsewhere, is_idle, buckets: Buckets::default() }
    }

    /// Tells whether there is nothing to plan for a request, at no cost.
    pub(crate) fn is_idle(&self, request: &Request) -> bool {
        self.is_idle && !Asked::may_be(request)
    }

    /// Plans a request to an operation of a document, or to none.
    ///
    /// # Errors
    /// The request asks for a condition that means nothing, as a sentence.
    pub(crate) fn plan(
        &self,
        to: Option<&Located<'_>>,
        request: &Request,
        now: Timestamp,
    ) -> Result<Plan, String> {
        let at = to.map(|found| (found.document, found.index));
        // A document may just have been put in the place of another.
        let own = at.and_then(|(document, index)| self.operations.get(document)?.get(index));
        let planned = own.unwrap_or(&self.elsewhere);
        let asked = Asked::of(request)?;
        let quota = planned.rate_limit.map(|limit| {
            let client = client(to.map(|found| found.program.spec()), request);
            self.buckets.take((at.filter(|_| planned.own_limit), client), limit, now)
        });
        let mut rng = {
            let count = planned.count.fetch_add(1, Ordering::Relaxed).to_string();
            let pointer = to.map(|found| found.operation().pointer.as_str());
            self.seed.stream(&["conditions", pointer.unwrap_or_default(), &count])
        };
        let drawn = planned.latency.map(|latency| latency.draw(&mut rng));
        let fault = Fault::draw(&planned.faults, &mut rng);
        let delay = asked.latency.map(|latency| latency.draw(&mut rng)).or(drawn);
        Ok(Plan { delay: delay.unwrap_or_default(), fault: asked.fault.or(fault), quota, rng })
    }
}

fn planned(conditions: &Conditions, operation: &Operation, root: &Stated, own: Stated) -> Planned {
    let Conditions { latency, faults, rate_limit } = conditions;
    let own_limit = last(rate_limit, Some(operation)).or(own.rate_limit);
    let faults_of_all = || all(faults, None).or_else(|| root.faults.clone());
    Planned {
        latency: last(latency, Some(operation))
            .or(own.latency)
            .or_else(|| last(latency, None))
            .or(root.latency),
        faults: all(faults, Some(operation))
            .or(own.faults)
            .or_else(faults_of_all)
            .unwrap_or_default(),
        rate_limit: own_limit.or_else(|| last(rate_limit, None)).or(root.rate_limit),
        own_limit: own_limit.is_some(),
        count: AtomicU64::new(0),
    }
}

/// Gives what is said of an operation, or of all.
fn said<'r, T>(
    rules: &'r [Rule<T>],
    operation: Option<&'r Operation>,
) -> impl DoubleEndedIterator<Item = &'r T> {
    let is_meant = move |target: &Option<Target>| match (target, operation) {
        (None, None) => true,
        (Some(target), Some(operation)) => target.is(operation),
        _ => false,
    };
    rules.iter().filter(move |rule| is_meant(&rule.target)).map(|rule| &rule.value)
}

/// Gives the last that was said.
fn last<T: Copy>(rules: &[Rule<T>], operation: Option<&Operation>) -> Option<T> {
    said(rules, operation).next_back().copied()
}

/// Gives all that was said; `None` where nothing was.
fn all<T: Copy>(rules: &[Rule<T>], operation: Option<&Operation>) -> Option<Vec<T>> {
    let said: Vec<_> = said(rules, operation).copied().collect();
    (!said.is_empty()).then_some(said)
}

fn known<T>(rules: &[Rule<T>], specs: &[&Spec]) -> Result<(), UnknownTarget> {
    let operations = specs.iter().flat_map(|spec| &spec.operations);
    for target in rules.iter().filter_map(|rule| rule.target.as_ref()) {
        if !operations.clone().any(|operation| target.is(operation)) {
            return Err(UnknownTarget(target.to_string()));
        }
    }
    Ok(())
}

/// Tells clients apart: by their credentials, wherever the document has them shown, and by the name of their scope.
fn client(spec: Option<&Spec>, request: &Request) -> String {
    let scope = named_by(&mut request.headers.clone()).ok().flatten().unwrap_or_default();
    let mut shown = vec![request.header("authorization").unwrap_or_default().to_owned(), scope];
    for scheme in spec.iter().flat_map(|spec| spec.security_schemes.values()) {
        let SecurityScheme::ApiKey { location, name } = scheme else { continue };
        let key = match location {
            Location::Header => request.header(name).map(str::to_owned),
            Location::Cookie => request.cookie(name).map(str::to_owned),
            _ => request.query_pairs().into_iter().find(|(key, _)| key == name).map(|(_, v)| v),
        };
        shown.push(key.unwrap_or_default());
    }
    shown.join("\n")
}
