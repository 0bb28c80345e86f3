//! Questions about the protocol: methods, media types and credentials that the document does not know.

use counterpart_generate::{Rng, Uncallable};
use counterpart_spec::SecurityScheme;
use counterpart_state::{Role, Verb};
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use crate::plan::Planner;
use crate::subject::is_safe;
use crate::{Edit, Meaning, Probe, Scenario, Shown, Step};

/// The methods that a path may lack; `HEAD` and `OPTIONS` are answered by servers themselves.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"];

/// A media type that nobody declares, and one that a body of any kind may pass for.
const STRANGE: [&str; 2] = ["application/x-counterpart", "text/plain"];

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
        for strange in STRANGE {
            let edits = vec![Edit::Header(CONTENT_TYPE, HeaderValue::from_static(strange))];
            cases.push(Step { edits, ..probe(Probe::MediaType) });
        }
    }
    for method in missing(planner, operation) {
        let edits = vec![Edit::Method(method.to_owned())];
        cases.push(Step { edits, ..probe(Probe::Method) });
    }
    let mut scenarios = planner.led(operation, &cases, rng);
    scenarios.extend(other(planner, operation, &plain, rng));
    Ok(scenarios)
}

/// Lets a second caller look at what the first one made, once both have listed what is theirs.
fn other(planner: &Planner<'_>, operation: usize, plain: &Step, rng: &mut Rng) -> Option<Scenario> {
    planner.settings.callers.other.as_ref()?;
    let roles = planner.leads.roles();
    let role = roles.role(operation)?;
    let is_list = |role: &Role| role.verb == Verb::List && role.names.is_empty();
    role.key.as_ref().filter(|_| role.verb == Verb::Read)?;
    let lead = planner.leads.lead(planner.subject, operation, planner.settings.writes, rng);
    let mut steps = lead.steps;
    let lists = roles.on(role.resource?).filter(|(_, role)| is_list(role));
    let probe = Meaning::Probe(Probe::Credentials);
    for (list, _) in lists.take(1) {
        let own = planner.plain(list, rng).ok()?;
        steps.push(Step { meaning: Meaning::Lead, ..own.clone() });
        steps.push(Step { meaning: Meaning::Lead, shown: Shown::Other, ..own });
    }
    steps.push(Step { binds: lead.binds, meaning: probe, shown: Shown::Other, ..plain.clone() });
    Some(Scenario { steps })
}

/// Tells whether a connection alone may show who calls: it cannot be left out of a request.
fn is_by_connection(planner: &Planner<'_>, operation: usize) -> bool {
    let spec = planner.subject.spec();
    let is_mutual =
        |name: &String| matches!(spec.security_schemes.get(name), Some(SecurityScheme::MutualTls));
    let mut alternatives = spec.operations[operation].security.iter();
    alternatives.any(|schemes| schemes.iter().all(is_mutual))
}

/// Lists the methods that the path does not declare, for the first of its operations; none that another path has which it falls under, as `/users/me` falls under `/users/{id}`.
fn missing(planner: &Planner<'_>, operation: usize) -> Vec<&'static str> {
    let operations = planner.subject.operations();
    let path = &operations[operation].path;
    let of_path = operations.iter().enumerate().filter(|(_, o)| o.path == *path);
    let of_path: Vec<_> = of_path.collect();
    if of_path.first().is_none_or(|(first, _)| *first != operation) {
        return Vec::new();
    }
    let declared = |method: &str| {
        operations.iter().any(|other| other.method == method && falls_under(path, &other.path))
    };
    let asks = |method: &&str| !declared(method) && (planner.settings.writes || is_safe(method));
    METHODS.into_iter().filter(asks).collect()
}

/// Tells whether each segment of a path is one that a template has, or may have.
fn falls_under(path: &str, template: &str) -> bool {
    let (mut own, mut others) = (path.split('/'), template.split('/'));
    let is_alike = |(own, other): (&str, &str)| own == other || other.contains('{');
    own.clone().count() == others.clone().count() && own.by_ref().zip(others.by_ref()).all(is_alike)
}
