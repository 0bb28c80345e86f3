//! What the document shows: each documented example of a body and of each parameter, and one realistic call.

use counterpart_exchange::MediaRange;
use counterpart_generate::Uncallable;
use counterpart_spec::Example;
use http::HeaderValue;
use http::header::ACCEPT;

use crate::plan::Planner;
use crate::{Edit, Scenario, Step};

/// How many calls an operation gets at most.
const MAX: usize = 40;

pub(super) fn scenarios(
    planner: &Planner<'_>,
    operation: usize,
) -> Result<Vec<Scenario>, Uncallable> {
    let rng = &mut planner.seed().stream(&["examples", &planner.subject.name(operation)]);
    let mut cases = vec![planner.plain(operation, rng)?, planner.call(operation, rng)?];
    cases.extend(shown(planner, &cases[0], operation));
    cases.extend(accepting(planner, &cases[0], operation));
    cases.truncate(MAX);
    Ok(planner.led(operation, &cases, rng))
}

/// Asks for each media type that a success may have (RFC 9110 §12.5.1).
fn accepting(planner: &Planner<'_>, plain: &Step, operation: usize) -> Vec<Step> {
    let operation = &planner.subject.operations()[operation];
    let successes = operation.successes().into_iter();
    let content = successes.flat_map(|(_, index)| &operation.responses[index].content);
    let ranges = content.filter_map(|content| MediaRange::parse(&content.range));
    let types: Vec<_> = ranges.filter(|range| !range.is_range()).collect();
    if types.len() < 2 {
        return Vec::new();
    }
    let asking = |range: &MediaRange| {
        let mut step = plain.clone();
        let text = HeaderValue::from_str(&range.to_string()).ok()?;
        step.edits.push(Edit::Header(ACCEPT, text));
        Some(step)
    };
    types.iter().filter_map(asking).collect()
}

/// Lists the calls that say what the document shows: the first examples of all parts together, then the second ones, and so on.
fn shown(planner: &Planner<'_>, plain: &Step, operation: usize) -> Vec<Step> {
    let operation = &planner.subject.operations()[operation];
    let body = operation.body.iter().flat_map(|body| &body.content);
    let bodies = body.flat_map(|content| content.examples.iter().map(move |e| (content, e)));
    let bodies: Vec<_> = bodies.collect();
    let of_parameters = operation.parameters.iter().map(|p| p.examples.len());
    let count = of_parameters.max().unwrap_or(0).max(bodies.len());
    let case = |number: usize| {
        let mut step = plain.clone();
        for parameter in &operation.parameters {
            let example: Option<&Example> = parameter.examples.get(number);
            if let Some(Example { value, .. }) = example.or(parameter.examples.first()) {
                step.values.part_mut(parameter.location).insert(parameter.key(), value.clone());
            }
        }
        if let Some((content, example)) = bodies.get(number).or(bodies.first()) {
            step.values.body = Some(example.value.clone());
            step.media_type = MediaRange::parse(&content.range).map(|range| range.concrete());
        }
        step
    };
    (0..count).map(case).collect()
}
