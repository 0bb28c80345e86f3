//! `simple`: `5`, `3,4,5`, `role,admin` or, exploded, `role=admin` (RFC 6570 §3.2.2).

use crate::texts::{Container, Texts};

use super::joined;

pub(super) fn read(
    raw: &str,
    explode: bool,
    wanted: Option<Container>,
) -> Result<Texts<'_>, String> {
    match wanted {
        Some(Container::Object) if explode => joined::exploded(raw, ","),
        wanted => joined::read(raw, &[","], wanted),
    }
}

pub(super) fn write(texts: &Texts<'_>, explode: bool) -> String {
    let between = if explode { "=" } else { "," };
    joined::write(texts, ",", between)
}
