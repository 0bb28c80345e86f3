//! Arbitrary values fit, and shrink to little in few runs of the test.

use counterpart_schema::Direction;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use super::{chat, schema, table};
use crate::{JsonTree, strategy};

/// How many values of each schema are looked at.
const VALUES: usize = 40;

/// How many steps of shrinking are followed for each schema of the table.
const STEPS: usize = 60;

fn runner(seed: u8) -> TestRunner {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    TestRunner::new_with_rng(Config::default(), rng)
}

/// Makes values as a property test does.
fn trees(source: &Value, seed: u8) -> Vec<JsonTree> {
    let strategy = strategy(&schema(source), Direction::Response);
    let mut runner = runner(seed);
    let tree = |_| strategy.new_tree(&mut runner).unwrap_or_else(|e| panic!("{source}: {e}"));
    (0..VALUES).map(tree).collect()
}

#[test]
fn every_value_fits_and_so_do_the_smaller_ones() {
    for source in table() {
        let schema = schema(&source);
        for (index, mut tree) in trees(&source, 1).into_iter().enumerate() {
            for step in 0..STEPS {
                let value = tree.current();
                assert!(schema.is_valid(Direction::Response, &value), "{source}: {value}");
                let goes_on =
                    if (step + index) % 3 == 0 { tree.complicate() } else { tree.simplify() };
                if !goes_on && step > 0 {
                    break;
                }
            }
        }
    }
}

#[test]
fn the_generator_decides() {
    for source in table() {
        let values = |seed| trees(&source, seed).iter().map(ValueTree::current).collect::<Vec<_>>();
        assert_eq!(values(1), values(1), "{source}");
    }
    let values = |seed| trees(&chat(), seed).iter().map(ValueTree::current).collect::<Vec<_>>();
    assert_ne!(values(1), values(2));
}

#[test]
fn the_whole_space_is_drawn_from() {
    let drawn = |source: Value, wanted: &dyn Fn(&Value) -> bool| {
        (1..6).any(|seed| trees(&source, seed).iter().any(|tree| wanted(&tree.current())))
    };
    let text = json!({ "type": "string" });
    assert!(drawn(text.clone(), &|value| value == ""));
    assert!(drawn(text.clone(), &|value| value.as_str().is_some_and(|t| t.contains('\0'))));
    assert!(drawn(text, &|value| value
        .as_str()
        .is_some_and(|t| t.chars().any(|c| c > '\u{ffff}'))));
    let number = json!({ "type": "integer" });
    assert!(drawn(number.clone(), &|value| value
        .as_i64()
        .is_some_and(|n| n < i64::from(i32::MIN))));
    assert!(drawn(number, &|value| value == 0));
    let bounded = json!({ "type": "integer", "minimum": 3, "maximum": 5000 });
    assert!(drawn(bounded.clone(), &|value| value == 3) && drawn(bounded, &|value| value == 5000));
    assert!(drawn(chat(), &|value| value
        .get("replyTo")
        .is_some_and(|to| to.get("replyTo").is_some())));
}

/// Shrinks values that fail a test until they shrink no more; checks what the last is, and how often the test ran.
#[track_caller]
fn check(fails: &dyn Fn(&Value) -> bool, is_minimal: &dyn Fn(&Value) -> bool, budget: usize) {
    let failing: Vec<_> = (1..6).flat_map(|seed| trees(&chat(), seed)).collect();
    let mut failing: Vec<_> = failing.into_iter().filter(|tree| fails(&tree.current())).collect();
    assert!(failing.len() >= 3, "the test seldom fails");
    failing.truncate(10);
    for mut tree in failing {
        let (original, mut smallest, mut runs) = (tree.current(), tree.current(), 0);
        let mut goes_on = tree.simplify();
        while goes_on {
            runs += 1;
            let candidate = tree.current();
            goes_on = if fails(&candidate) {
                smallest = candidate;
                tree.simplify()
            } else {
                tree.complicate()
            };
        }
        assert_eq!(tree.current(), smallest);
        assert!(is_minimal(&smallest), "{smallest} from {original}");
        assert!(runs <= budget, "{runs} runs to {smallest} from {original}");
    }
}

fn least() -> Value {
    json!({ "id": "00000000-0000-4000-8000-000000000000", "sentAt": "1970-01-01T00:00:00Z", "sender": { "id": 1, "handle": "aa" }, "text": "" })
}

/// Overlays members on the smallest message.
fn least_with(members: Value) -> Value {
    crate::walk::merged(least(), members)
}

#[test]
fn any_failure_shrinks_to_the_least_value() {
    check(&|_| true, &|value| is_least(value, &least()), 30);
}

/// Compares but for the handle, whose pattern admits several plain ones.
fn is_least(value: &Value, least: &Value) -> bool {
    let mut value = value.clone();
    if let Some(handle) = value.pointer_mut("/sender/handle")
        && handle.as_str().is_some_and(|handle| handle.len() == 2)
    {
        *handle = json!("aa");
    }
    value == *least
}

#[test]
fn a_property_that_matters_stays() {
    let fails = |value: &Value| value.get("mentions").is_some();
    check(&fails, &|value| is_least(value, &least_with(json!({ "mentions": [] }))), 40);
}

#[test]
fn a_limit_is_found() {
    let fails = |value: &Value| value["sender"]["id"].as_u64().is_some_and(|id| id > 1000);
    let expected = least_with(json!({ "sender": { "id": 1001, "handle": "aa" } }));
    check(&fails, &|value| is_least(value, &expected), 80);
}

#[test]
fn a_length_is_found() {
    let fails = |value: &Value| value["text"].as_str().is_some_and(|t| t.chars().count() > 9);
    check(&fails, &|value| is_least(value, &least_with(json!({ "text": "aaaaaaaaaa" }))), 60);
}

#[test]
fn what_is_nested_stays_alone() {
    let fails = |value: &Value| {
        let list = value["attachments"].as_array();
        list.is_some_and(|list| {
            list.iter().any(|one| one["kind"] == "image" && one["width"].as_u64() > Some(5))
        })
    };
    let is_minimal = |value: &Value| {
        let image = &value["attachments"][0];
        value.as_object().is_some_and(|object| object.len() == 5)
            && value["attachments"].as_array().is_some_and(|list| list.len() == 1)
            && image["width"] == 6
    };
    check(&fails, &is_minimal, 80);
}

proptest::proptest! {
    #[test]
    fn a_strategy_serves_in_a_property_test(value in strategy(&schema(&chat()), Direction::Request)) {
        proptest::prop_assert!(value["text"].is_string());
    }
}
