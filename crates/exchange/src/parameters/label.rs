//! `label`: `.5`, `.3,4,5` or, exploded, `.3.4.5`; `.role,admin` or, exploded, `.role=admin` (RFC 6570 §3.2.5).

use crate::texts::{Container, Texts};

use super::joined;

pub(super) fn read(
    raw: &str,
    explode: bool,
    wanted: Option<Container>,
) -> Result<Texts<'_>, String> {
    let raw =
        raw.strip_prefix('.').ok_or("does not start with `.`, as the style `label` has it")?;
    match wanted {
        Some(Container::Object) if explode => joined::exploded(raw, "."),
        Some(Container::Array) if explode => joined::read(raw, &["."], wanted),
        wanted => joined::read(raw, &[","], wanted),
    }
}

pub(super) fn write(texts: &Texts<'_>, explode: bool) -> String {
    let (separator, between) = if explode { (".", "=") } else { (",", ",") };
    format!(".{}", joined::write(texts, separator, between))
}
