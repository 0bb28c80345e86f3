//! The frame of an Overlay: its version, and the list of actions.

use serde_json::Value;

use crate::{Diagnostic, Pointer};

/// What may stand at the root of an Overlay.
const KEYS: [&str; 4] = ["overlay", "info", "extends", "actions"];

/// Finds the actions of an Overlay; there are none in what is no Overlay.
pub(super) fn actions<'o>(
    overlay: &'o Value,
    notes: &mut Vec<(Diagnostic, Pointer)>,
) -> &'o [Value] {
    let at = |key: &str| Pointer::root().join(key);
    let start = "an Overlay starts with `overlay: 1.0.0`";
    let Some(said) = overlay.get("overlay") else {
        let error = Diagnostic::error("E0008", "this is no OpenAPI Overlay").help(start);
        notes.push((error, Pointer::root()));
        return &[];
    };
    // Unquoted, `1.0` is a number in YAML.
    let version = said.as_str().map_or_else(|| said.to_string(), str::to_owned);
    let feature_set: Vec<_> = version.splitn(3, '.').take(2).collect();
    if !matches!(feature_set[..], ["1", "0" | "1"]) {
        let message = format!("version `{version}` of Overlays is not read");
        notes.push((Diagnostic::error("E0008", message).help("1.0 and 1.1 are"), at("overlay")));
        return &[];
    }
    let mut warn = |message: &str, help: &str, at: Pointer| {
        notes.push((Diagnostic::warning("W0210", message).help(help), at));
    };
    let has_info = ["/info/title", "/info/version"]
        .iter()
        .all(|pointer| overlay.pointer(pointer).is_some_and(Value::is_string));
    if !has_info {
        warn("an Overlay has an `info` with a `title` and a `version`", "add them", at("info"));
    }
    if overlay.get("extends").is_some_and(|extends| !extends.is_string()) {
        let help = "it is the URI of a document, and for readers only";
        warn("`extends` is no text", help, at("extends"));
    }
    for key in overlay.as_object().into_iter().flat_map(|overlay| overlay.keys()) {
        if !KEYS.contains(&key.as_str()) && !key.starts_with("x-") {
            let help = "an Overlay has `overlay`, `info`, `extends` and `actions`";
            warn(&format!("`{key}` means nothing here"), help, at(key));
        }
    }
    let actions = overlay.get("actions").and_then(Value::as_array);
    if actions.is_none_or(Vec::is_empty) {
        let error = Diagnostic::error("E0008", "this Overlay has no list of `actions`");
        let help = "write `actions: [{target: $.info, update: {title: New}}]`";
        notes.push((error.help(help), at("actions")));
    }
    actions.map_or(&[], Vec::as_slice)
}
