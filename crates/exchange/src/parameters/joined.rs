//! Several texts in one: what most styles have in common.
//!
//! Splits before anything is percent-decoded, so that an escaped separator is part of a text (RFC 6570 §1.2).
//! An empty text is an empty array or object: that is all that can be said of it.

use std::borrow::Cow;

use crate::texts::{Container, Texts};

/// Splits `a,b` for an array and `k,a,l,b` for an object, at any of the separators.
pub(super) fn read<'r>(
    raw: &'r str,
    separators: &[&str],
    wanted: Option<Container>,
) -> Result<Texts<'r>, String> {
    Ok(match wanted {
        None => Texts::One(Cow::from(raw)),
        Some(Container::Array) => Texts::List(split(raw, separators).map(Cow::from).collect()),
        Some(Container::Object) => {
            let mut parts = split(raw, separators).map(Cow::from);
            let mut pairs = Vec::new();
            while let Some(key) = parts.next() {
                let value = parts.next().ok_or("has a key without a value at its end")?;
                pairs.push((key, value));
            }
            Texts::Pairs(pairs)
        }
    })
}

/// Splits `k=a,l=b`.
pub(super) fn exploded<'r>(raw: &'r str, separator: &str) -> Result<Texts<'r>, String> {
    let pair = |pair: &'r str| {
        let (key, value) = pair.split_once('=').ok_or("has a part that is not `key=value`")?;
        Ok((Cow::from(key), Cow::from(value)))
    };
    split(raw, &[separator]).map(pair).collect::<Result<_, _>>().map(Texts::Pairs)
}

/// Writes the texts with a separator, and something between keys and values.
pub(super) fn write(texts: &Texts<'_>, separator: &str, between: &str) -> String {
    match texts {
        Texts::One(text) => text.to_string(),
        Texts::List(elements) => elements.join(separator),
        Texts::Pairs(pairs) | Texts::Fields(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| format!("{key}{between}{value}"));
            pairs.collect::<Vec<_>>().join(separator)
        }
    }
}

fn split<'r>(raw: &'r str, separators: &[&str]) -> impl Iterator<Item = &'r str> {
    let mut rest = (!raw.is_empty()).then_some(raw);
    std::iter::from_fn(move || {
        let text = rest?;
        let found = separators.iter().filter_map(|s| Some((text.find(s)?, s.len()))).min();
        let (at, length) = found.unwrap_or((text.len(), 0));
        rest = (length > 0).then(|| &text[at + length..]);
        Some(&text[..at])
    })
}
