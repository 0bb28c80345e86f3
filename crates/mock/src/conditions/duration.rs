//! Durations as people write them: `800ms`, `2s`, `1.5s`, `1m`.

use std::time::Duration;

/// Longer ones are a slip of the pen: no client waits for ten minutes.
pub(super) const LONGEST: Duration = Duration::from_mins(10);

/// Reads a duration; a bare number counts units of `bare`.
pub(super) fn parse(text: &str, bare: Option<Duration>) -> Result<Duration, String> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let unit = match unit.trim() {
        "ms" => Some(Duration::from_millis(1)),
        "s" => Some(Duration::from_secs(1)),
        "m" | "min" => Some(Duration::from_mins(1)),
        "" => bare,
        _ => None,
    };
    let number: Option<f64> = number.parse().ok();
    let (number, unit) = number.zip(unit).ok_or_else(|| {
        format!("`{text}` is no duration; expected a number with `ms`, `s` or `m`, such as `200ms`")
    })?;
    let whole = Duration::try_from_secs_f64(number * unit.as_secs_f64()).unwrap_or(Duration::MAX);
    if whole > LONGEST {
        return Err(format!("`{text}` is longer than {}s, which is the most", LONGEST.as_secs()));
    }
    Ok(whole)
}
