//! The names that expressions can use, and the nearest of them to a misspelt one.

use counterpart_spec::{Location, Operation, Template};

/// Every name that stands for something somewhere (`docs/state.md`).
pub(super) const NAMES: [&str; 43] = [
    "path",
    "query",
    "header",
    "cookie",
    "body",
    "auth",
    "item",
    "old",
    "items",
    "results",
    "it",
    "index",
    "group",
    "total",
    "page",
    "pages",
    "size",
    "more",
    "next",
    "prev",
    "offset",
    "links",
    "first",
    "last",
    "seq",
    "now",
    "uuid",
    "fake",
    "get",
    "all",
    "status",
    "detail",
    "field",
    "fields",
    "pointer",
    "keyword",
    "violations",
    "resource",
    "key",
    "range",
    "dict",
    "namespace",
    "debug",
];

/// Lists what a name holds wherever it stands; `None` where that depends.
pub(super) fn parts(name: &str) -> Option<Vec<String>> {
    let parts: &[&str] = match name {
        "auth" => &["scheme", "token", "sub"],
        "group" => &["items", "count"],
        "links" => &["self", "first", "prev", "next", "last"],
        _ => return None,
    };
    Some(parts.iter().map(|&part| part.to_owned()).collect())
}

/// Finds the calls of a function whose first argument is written out: `get('users', …)`.
pub(super) fn literals<'c>(code: &'c str, function: &str) -> Vec<&'c str> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(function) {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let argument =
            code[at + function.len()..].trim_start().strip_prefix('(').map(str::trim_start);
        let quoted = argument.filter(|text| text.starts_with(['\'', '"']));
        if let Some(quoted) = quoted.filter(|_| !code[..at].ends_with(is_name)) {
            found.extend(quoted[1..].split(&quoted[..1]).next());
        }
    }
    found
}

/// Lists the parameters that a name such as `query` holds at an operation; `None` for names that hold something else.
pub(super) fn parameters(operation: &Operation, name: &str) -> Option<Vec<String>> {
    let location = [Location::Path, Location::Query, Location::Header, Location::Cookie]
        .into_iter()
        .find(|location| location.as_str() == name)?;
    let here = operation.parameters.iter().filter(|p| p.location == location);
    Some(match location {
        // A template may name what nobody declared; it is a text then.
        Location::Path => {
            let named = Template::parse(&operation.path);
            here.map(|p| p.name.clone()).chain(named.names().map(str::to_owned)).collect()
        }
        Location::Header => here.map(|p| p.name.to_ascii_lowercase()).collect(),
        _ => here.map(|p| p.name.clone()).collect(),
    })
}

/// Finds the known name that a misspelt one is nearest to.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    /// Below this two names have little in common.
    const ALIKE: f64 = 0.6;
    let scored = known.map(|known| (strsim::normalized_damerau_levenshtein(name, known), known));
    scored.filter(|(score, _)| *score > ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|best| best.1)
}

/// Suggests the known name that a misspelt one is nearest to.
pub fn meant<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    nearest(name, known).map(|name| format!("did you mean `{name}`?"))
}
