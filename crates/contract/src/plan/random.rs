//! Values by chance: of every three calls two keep the contract, and one breaks one keyword at one place.

use counterpart_generate::{Negative, Rng, Uncallable, negative, strategy};
use counterpart_schema::Direction;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rand::RngExt;
use rand::seq::IndexedRandom;

use crate::plan::base::Part;
use crate::plan::{Planner, Unit};
use crate::{About, Meaning, Scenario, Step};

/// How many cases a unit has.
pub(super) const BATCH: usize = 20;

pub(super) fn scenarios(planner: &Planner<'_>, unit: Unit) -> Result<Vec<Scenario>, Uncallable> {
    let operation = unit.operation;
    let name = planner.subject.name(operation);
    let rng = &mut planner.seed().stream(&["random", &name, &unit.number.to_string()]);
    let mut cases = Vec::with_capacity(BATCH);
    for number in 0..BATCH {
        let step = planner.call(operation, rng)?;
        let parts = planner.parts(&step);
        let case = match number % 3 {
            0 => None,
            1 => Some(any(&step, &parts, rng)),
            _ => broken(&step, &parts, rng),
        };
        cases.push(case.unwrap_or(step));
    }
    Ok(planner.led(operation, &cases, rng))
}

/// Says in every part whatever fits, however odd.
fn any(step: &Step, parts: &[Part], rng: &mut Rng) -> Step {
    let source = TestRng::from_seed(RngAlgorithm::ChaCha, &rng.random::<[u8; 32]>());
    let mut runner = TestRunner::new_with_rng(Config::default(), source);
    let mut odd = step.clone();
    for part in parts.iter().filter(|part| part.is_in(step)) {
        let values = strategy(&part.schema, Direction::Request);
        if let Ok(tree) = values.new_tree(&mut runner) {
            odd = part.put(&odd, tree.current(), Meaning::Valid(None));
        }
    }
    odd
}

/// Breaks one keyword of one part.
fn broken(step: &Step, parts: &[Part], rng: &mut Rng) -> Option<Step> {
    let parts: Vec<_> = parts.iter().filter(|part| part.is_in(step)).collect();
    let part = parts.choose(rng)?;
    let Negative { value, violation } = negative(&part.schema, Direction::Request, rng).ok()?;
    let about = About {
        site: part.site.clone(),
        pointer: violation.instance,
        keyword: violation.keyword,
        schema: Some(violation.schema),
        what: violation.message,
    };
    Some(part.put(step, value, Meaning::Invalid(Some(about))))
}
