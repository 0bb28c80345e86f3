//! One action as typed data.

use serde_json::Value;

use crate::{Diagnostic, Pointer};

/// What may stand in an action.
const KEYS: [&str; 5] = ["target", "description", "update", "remove", "copy"];

/// What is done to each value that the target selects.
#[derive(Debug, PartialEq)]
pub(super) enum Change<'o> {
    /// It is taken away.
    Remove,
    /// This is merged into it.
    Update(&'o Value),
    /// What this path selects is merged into it.
    Copy(&'o str),
}

/// Reads an action: its target and its change; `None`, with a diagnostic, when it means nothing.
pub(super) fn read<'o>(
    action: &'o Value,
    at: &Pointer,
    notes: &mut Vec<(Diagnostic, Pointer)>,
) -> Option<(&'o str, Change<'o>)> {
    for key in action.as_object().into_iter().flat_map(|action| action.keys()) {
        if !KEYS.contains(&key.as_str()) && !key.starts_with("x-") {
            let message = format!("`{key}` means nothing in an action");
            let help = "an action has a `target`, and an `update`, a `copy` or `remove: true`";
            notes.push((Diagnostic::warning("W0209", message).help(help), at.join(key)));
        }
    }
    let mut refuse = |message: &str, help: &str, at: Pointer| {
        notes.push((Diagnostic::error("E0009", message).help(help), at));
        None
    };
    let Some(target) = action.get("target").and_then(Value::as_str) else {
        let help = "the target is a JSONPath: `target: $.paths['/pets'].get`";
        return refuse("an action needs a `target`", help, at.join("target"));
    };
    let removes = match action.get("remove") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(removes)) => *removes,
        Some(_) => {
            return refuse("`remove` is `true` or `false`", "write one of them", at.join("remove"));
        }
    };
    match (action.get("update"), action.get("copy")) {
        _ if removes => Some((target, Change::Remove)),
        (Some(_), Some(_)) => {
            let help = "split the action in two, in the order that is meant";
            refuse("an action has an `update` or a `copy`, not both", help, at.join("copy"))
        }
        (Some(value), None) => Some((target, Change::Update(value))),
        (None, Some(Value::String(path))) => Some((target, Change::Copy(path))),
        (None, Some(_)) => {
            let help = "it selects the value that is copied: `copy: $.paths['/pets']`";
            refuse("`copy` is a JSONPath", help, at.join("copy"))
        }
        (None, None) => {
            let help = "give it an `update`, a `copy` or `remove: true`";
            let warning = Diagnostic::warning("W0209", "this action changes nothing").help(help);
            notes.push((warning, at.clone()));
            None
        }
    }
}
