//! Numbers beside a bound, and off a step.

use serde_json::{Number, Value};

use crate::sites::Site;

/// How far beyond a bound a number is moved besides the nearest.
const FAR: f64 = 1_000.0;

pub(super) fn breaks(keyword: &str, argument: &Value, number: &Number, site: &Site) -> Vec<Value> {
    let Value::Number(limit) = argument else {
        return if keyword == "format" { beyond_format(argument) } else { Vec::new() };
    };
    let step = step(site);
    let beyond = |direction: f64| {
        let far = [step, 1.0, FAR].map(|by| moved(limit, by * direction));
        far.into_iter().flatten().collect()
    };
    let at_limit = || vec![Value::Number(limit.clone())];
    match keyword {
        "minimum" => beyond(-1.0),
        "maximum" => beyond(1.0),
        "exclusiveMinimum" => at_limit().into_iter().chain(beyond(-1.0)).collect::<Vec<_>>(),
        "exclusiveMaximum" => at_limit().into_iter().chain(beyond(1.0)).collect(),
        "multipleOf" => {
            let part = limit.as_f64().unwrap_or(1.0);
            let off = [1.0, -1.0, 2.0, part / 2.0, part / 3.0, -part / 2.0];
            off.into_iter().filter_map(|by| moved(number, by)).collect()
        }
        _ => Vec::new(),
    }
}

/// Gives the distance between the numbers that a schema admits.
pub(crate) fn step(site: &Site) -> f64 {
    let declared = site.schema.source().get("multipleOf").and_then(Value::as_f64);
    declared.filter(|step| *step > 0.0).unwrap_or(1.0)
}

/// Adds to a number, exactly where that is possible; `None` when that changes nothing.
pub(crate) fn moved(number: &Number, by: f64) -> Option<Value> {
    #[expect(clippy::cast_possible_truncation, reason = "only small whole numbers are cast")]
    let whole = (by.fract() == 0.0 && by.abs() < 1e15).then_some(by as i128);
    let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    if let Some((exact, by)) = exact.zip(whole) {
        let sum = exact + by;
        let small = i64::try_from(sum).map(Value::from);
        return small.ok().or_else(|| u64::try_from(sum).map(Value::from).ok()).or_else(|| {
            #[expect(clippy::cast_precision_loss, reason = "there is no exact way beyond 64 bits")]
            let beyond = (sum as f64) * (1.0 + f64::EPSILON);
            Number::from_f64(beyond).map(Value::Number)
        });
    }
    let old = number.as_f64()?;
    let new = old + by;
    let next = if by < 0.0 { old.next_down() } else { old.next_up() };
    let new = if (new - old).abs() < f64::EPSILON { next } else { new };
    Number::from_f64(new).map(Value::Number)
}

/// Gives the whole numbers just beyond those that a format names.
pub(super) fn beyond_format(format: &Value) -> Vec<Value> {
    match format.as_str() {
        Some("int32") => vec![Value::from(1_i64 << 31), Value::from((-1_i64 << 31) - 1)],
        Some("int64") => vec![Value::from(1_u64 << 63), Value::from(1e30)],
        _ => Vec::new(),
    }
}
