//! Questions about the protocol: methods, media types and credentials that the document does not know.

use counterpart_generate::Uncallable;
use counterpart_spec::SecurityScheme;
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use crate::plan::Planner;
use crate::{Edit, Meaning, Probe, Scenario, Shown, Step};

/// The methods that a path may lack; `HEAD` and `OPTIONS` are answered by servers themselves.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"];

/// A media type that nobody declares.
const STRANGE: HeaderValue = HeaderValue::from_static("application/x-counterpart");

pub(super) fn scenarios(
    planner: &Planner<'_>,
    operation: usize,
) -> Result<Vec<Scenario>, Uncallable> {
    let rng = &mut planner.seed().stream(&["probes", &planner.subject.name(operation)]);
    let plain = planner.plain(operation, rng)?;
    let probe = |probe: Probe| Step { meaning: Meaning::Probe(probe), ..plain.clone() };
    let mut cases = Vec::new();
    if planner.subject.contract(operation).scheme().is_some()
        && !is_by_connection(planner, operation)
    {
        cases.push(Step { shown: Shown::None, ..probe(Probe::Credentials) });
        // Only where somebody was given credentials are others wrong.
        if planner.settings.callers.own.is_known() {
            cases.push(Step { shown: Shown::Garbage, ..probe(Probe::Credentials) });
        }
    }
    if plain.values.body.is_some() {
        let edits = vec![Edit::Header(CONTENT_TYPE, STRANGE)];
        cases.push(Step { edits, ..probe(Probe::MediaType) });
    }
    for method in missing(planner, operation) {
        let edits = vec![Edit::Method(method.to_owned())];
        cases.push(Step { edits, ..probe(Probe::Method) });
    }
    Ok(planner.led(operation, &cases, rng))
}

/// Tells whether a connection alone may show who calls: it cannot be left out of a request.
fn is_by_connection(planner: &Planner<'_>, operation: usize) -> bool {
    let spec = planner.subject.spec();
    let is_mutual =
        |name: &String| matches!(spec.security_schemes.get(name), Some(SecurityScheme::MutualTls));
    let mut alternatives = spec.operations[operation].security.iter();
    alternatives.any(|schemes| schemes.iter().all(is_mutual))
}

/// Lists the methods that the path does not declare, for the first of its operations.
fn missing(planner: &Planner<'_>, operation: usize) -> Vec<&'static str> {
    let operations = planner.subject.operations();
    let path = &operations[operation].path;
    let of_path = operations.iter().enumerate().filter(|(_, o)| o.path == *path);
    let of_path: Vec<_> = of_path.collect();
    if of_path.first().is_none_or(|(first, _)| *first != operation) {
        return Vec::new();
    }
    let declared = |method: &str| of_path.iter().any(|(_, o)| o.method == method);
    let asks = |method: &&str| {
        !declared(method) && (planner.settings.writes || ["GET", "TRACE"].contains(method))
    };
    METHODS.into_iter().filter(asks).collect()
}
