//! Durations as people write them: `800ms`, `2s`, `1.5s`, `1m`, `2h`.

use std::time::Duration;

/// Longer ones are a slip of the pen: no client waits for ten minutes.
pub(super) const LONGEST: Duration = Duration::from_mins(10);

/// Reads a duration of any length; a bare number counts units of `bare`. `None` of what is none.
pub fn duration(text: &str, bare: Option<Duration>) -> Option<Duration> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let unit = match unit.trim() {
        "ms" => Duration::from_millis(1),
        "s" => Duration::from_secs(1),
        "m" | "min" => Duration::from_mins(1),
        "h" => Duration::from_hours(1),
        "" => bare?,
        _ => return None,
    };
    let number: f64 = number.parse().ok()?;
    Some(Duration::try_from_secs_f64(number * unit.as_secs_f64()).unwrap_or(Duration::MAX))
}

/// Reads how long something is held back.
pub(super) fn parse(text: &str, bare: Option<Duration>) -> Result<Duration, String> {
    let time = duration(text, bare).ok_or_else(|| {
        format!("`{text}` is no duration; expected a number with `ms`, `s` or `m`, such as `200ms`")
    })?;
    if time > LONGEST {
        return Err(format!("`{text}` is longer than {}s, which is the most", LONGEST.as_secs()));
    }
    Ok(time)
}
