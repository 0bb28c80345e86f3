//! `matrix`: `;n=5`, `;n=3,4` or, exploded, `;n=3;n=4`; `;n=role,admin` or, exploded, `;role=admin` (RFC 6570 §3.2.7).

use std::borrow::Cow;

use crate::texts::{Container, Texts};

use super::joined;

pub(super) fn read<'r>(
    name: &str,
    raw: &'r str,
    explode: bool,
    wanted: Option<Container>,
) -> Result<Texts<'r>, String> {
    let malformed = || format!("is not of the form `;{name}=…`, as the style `matrix` has it");
    let raw = raw.strip_prefix(';').ok_or_else(malformed)?;
    if explode && wanted == Some(Container::Object) {
        return joined::exploded(raw, ";");
    }
    let value = |pair: &'r str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then_some(value).ok_or_else(malformed)
    };
    if explode && wanted == Some(Container::Array) {
        let values = raw.split(';').map(|pair| value(pair).map(Cow::from));
        return values.collect::<Result<_, _>>().map(Texts::List);
    }
    joined::read(value(raw)?, &[","], wanted)
}

pub(super) fn write(name: &str, texts: &Texts<'_>, explode: bool) -> String {
    match texts {
        Texts::List(elements) if explode => {
            let pairs = elements.iter().map(|element| format!(";{name}={element}"));
            pairs.collect::<Vec<_>>().concat()
        }
        Texts::Pairs(_) if explode => format!(";{}", joined::write(texts, ";", "=")),
        texts => format!(";{name}={}", joined::write(texts, ",", ",")),
    }
}
