//! One segment of a path against the pieces of one of a template.

use counterpart_spec::Piece;

/// Takes a segment apart; parameters are as short as the literals behind them let them be, and never empty.
///
/// Where a literal stands more than once, each place is tried; every character looked at costs a step.
pub(super) fn take<'r>(
    pieces: &[Piece],
    raw: &'r str,
    values: &mut Vec<&'r str>,
    steps: &mut usize,
) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return raw.is_empty() };
    let literal = match piece {
        Piece::Literal(text) => {
            return prefix(text, raw)
                .is_some_and(|length| take(rest, &raw[length..], values, steps));
        }
        Piece::Parameter { .. } if rest.is_empty() => {
            values.push(raw);
            return !raw.is_empty();
        }
        Piece::Parameter { .. } => match rest.first() {
            Some(Piece::Literal(text)) => Some(text),
            _ => None,
        },
    };
    for (at, _) in raw.char_indices().skip(1) {
        let Some(left) = steps.checked_sub(1) else { return false };
        *steps = left;
        if literal.is_some_and(|text| prefix(text, &raw[at..]).is_none()) {
            continue;
        }
        let known = values.len();
        values.push(&raw[..at]);
        if take(rest, &raw[at..], values, steps) {
            return true;
        }
        values.truncate(known);
    }
    false
}

/// Tells how many bytes of a percent-encoded text say a literal that it starts with.
pub(super) fn prefix(literal: &str, raw: &str) -> Option<usize> {
    let raw = raw.as_bytes();
    let mut at = 0;
    for &wanted in literal.as_bytes() {
        at += match raw.get(at..)? {
            [b'%', high, low, ..] if hex(*high, *low) == Some(wanted) => 3,
            [first, ..] if *first == wanted => 1,
            _ => return None,
        };
    }
    Some(at)
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |c: u8| char::from(c).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
