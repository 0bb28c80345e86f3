//! Texts that say the same, as servers and databases write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// Compares texts as far as no usual server changes them: spaces, control characters, case, the precision of moments, how numbers are set in groups, a slash after a host.
pub(super) fn is_same(sent: &str, shown: &str) -> bool {
    plain(sent) == plain(shown)
        || is_same_moment(sent, shown)
        || is_same_time(sent, shown)
        || is_same_number(sent, shown)
        || grouped(sent).is_some_and(|sent| Some(sent) == grouped(shown))
}

fn plain(text: &str) -> String {
    let clean: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    let words: Vec<_> = clean.split_whitespace().collect();
    words.join(" ").trim_end_matches('/').to_lowercase()
}

/// Writes what is mostly digits without what sets them in groups: `+49 (30) 12-34`, an IBAN; `None` of other texts.
fn grouped(text: &str) -> Option<String> {
    /// With fewer digits, the spaces between them are no groups.
    const DIGITS: usize = 5;
    let bare = |c: &char| !c.is_whitespace() && !"-()/".contains(*c);
    let bare: String = text.to_lowercase().chars().filter(bare).collect();
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    (digits >= DIGITS && 2 * digits > bare.chars().count()).then_some(bare)
}

fn is_same_moment(sent: &str, shown: &str) -> bool {
    let moment = |text: &str| text.parse::<Timestamp>().ok();
    match (moment(sent), moment(shown)) {
        (Some(sent), Some(shown)) => is_within_a_second(sent, shown),
        // A date is the start of its day, or the moment without its zone.
        (Some(_), None) => is_start(shown, sent),
        (None, Some(_)) => is_start(sent, shown),
        (None, None) => {
            let local = |text: &str| text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
            let both = local(sent).zip(local(shown));
            both.is_some_and(|(sent, shown)| {
                is_within_a_second(sent.timestamp(), shown.timestamp())
            })
        }
    }
}

/// Some databases round what is beyond the second, others cut it off.
fn is_within_a_second(sent: Timestamp, shown: Timestamp) -> bool {
    (sent.as_millisecond() - shown.as_millisecond()).abs() <= 1000
}

/// Compares times of a day: `10:00` is `10:00:00`.
fn is_same_time(sent: &str, shown: &str) -> bool {
    let time = |text: &str| {
        let is_time = text.contains(':') && !text.contains('-');
        text.parse::<Time>().ok().filter(|_| is_time)
    };
    time(sent).is_some_and(|sent| time(shown) == Some(sent))
}

fn is_start(part: &str, whole: &str) -> bool {
    let date = part.get(..10).is_some_and(|date| whole.get(..10) == Some(date));
    date && part.parse::<Date>().is_ok()
}

fn is_same_number(sent: &str, shown: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    match (number(sent), number(shown)) {
        (Some(sent), Some(shown)) => sent.to_bits() == shown.to_bits(),
        _ => false,
    }
}

/// Tells whether some servers clean a text: beyond ASCII (normal forms), or with control characters, markup or what is escaped in it.
pub(super) fn may_be_cleaned(text: &str) -> bool {
    let is_usual = |c: char| c == ' ' || c.is_ascii_graphic() && !"<>&%\\\"'".contains(c);
    !text.chars().all(is_usual)
}
