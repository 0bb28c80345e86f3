//! Which operations are meant: by id, tag, method or path, with `*` in place of letters.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use counterpart_spec::Operation;
use counterpart_state::nearest;

/// Names operations.
///
/// - `listUsers` or `id:list*`: by `operationId`;
/// - `tag:admin`: by tag;
/// - `method:GET`: by method, in any case;
/// - `/users/**` or `path:/users/*`: by path, as the document writes it;
/// - `GET /users/{id}`: by method and path, as reports name operations;
/// - `is:deprecated`: those that the document calls so, of which there may be none.
///
/// `*` stands for any letters but `/`, `**` for any at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    by: By,
    pattern: String,
    written: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Id,
    Tag,
    Method,
    Path,
    Name,
    Deprecated,
}

/// What names operations, and what it is that it names them by.
const KINDS: [(&str, By); 4] =
    [("id:", By::Id), ("tag:", By::Tag), ("method:", By::Method), ("path:", By::Path)];

/// Why filters leave nothing to test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmatched {
    /// A filter names no operation of the document; holds what may have been meant, as the end of a sentence.
    #[error("no operation is meant by `{0}`{1}")]
    Filter(String, String),
    /// Every operation that is included is excluded again.
    #[error("every operation is left out")]
    Everything,
}

impl FromStr for Filter {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(is) = text.strip_prefix("is:") {
            let (pattern, written) = (is.to_owned(), text.to_owned());
            let by = By::Deprecated;
            let is_known = is == "deprecated";
            return is_known
                .then_some(Self { by, pattern, written })
                .ok_or("expected `is:deprecated`");
        }
        let known = KINDS.iter().find_map(|(kind, by)| Some((*by, text.strip_prefix(kind)?)));
        let (by, pattern) = known.unwrap_or_else(|| {
            let by = match text {
                path if path.starts_with('/') => By::Path,
                name if name.contains(" /") => By::Name,
                _ => By::Id,
            };
            (by, text)
        });
        if pattern.is_empty() {
            return Err("expected an `operationId`, `tag:…`, `method:…`, `path:…` or `GET /path`");
        }
        Ok(Self { by, pattern: pattern.to_owned(), written: text.to_owned() })
    }
}

/// Shows it as it was written.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl Filter {
    /// Tells whether an operation is meant.
    pub fn means(&self, operation: &Operation) -> bool {
        let fits = |text: &str| fits(&self.pattern, text);
        match self.by {
            By::Id => fits(&operation.id),
            By::Tag => operation.tags.iter().any(|tag| fits(tag)),
            By::Method => self.pattern.eq_ignore_ascii_case(&operation.method),
            By::Path => fits(&operation.path),
            By::Name => fits(&name(operation)),
            By::Deprecated => operation.deprecated,
        }
    }

    /// Lists the operations that are meant.
    ///
    /// # Errors
    /// It means none.
    pub fn among(&self, operations: &[Operation]) -> Result<BTreeSet<usize>, Unmatched> {
        let all = operations.iter().enumerate();
        let meant: BTreeSet<_> = all.filter(|(_, o)| self.means(o)).map(|(at, _)| at).collect();
        // Whether anything is deprecated is up to the document; all else may be a slip of the pen.
        if meant.is_empty() && self.by != By::Deprecated {
            return Err(Unmatched::Filter(self.written.clone(), self.nearest(operations)));
        }
        Ok(meant)
    }

    /// Suggests what may have been meant.
    fn nearest(&self, operations: &[Operation]) -> String {
        let names: Vec<_> = match self.by {
            By::Id => operations.iter().map(|operation| operation.id.clone()).collect(),
            By::Tag => operations.iter().flat_map(|operation| operation.tags.clone()).collect(),
            By::Path => operations.iter().map(|operation| operation.path.clone()).collect(),
            By::Name => operations.iter().map(name).collect(),
            By::Method | By::Deprecated => Vec::new(),
        };
        let kind = self.written.strip_suffix(&self.pattern).unwrap_or_default();
        let nearest = nearest(&self.pattern, names.iter().map(String::as_str));
        nearest.map_or_else(String::new, |name| format!("; did you mean `{kind}{name}`?"))
    }
}

fn name(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// Lists the operations that some filters mean and no others leave out; without filters none is named, which is to say all.
///
/// # Errors
/// See [`Unmatched`].
pub fn chosen(
    operations: &[Operation],
    include: &[Filter],
    exclude: &[Filter],
) -> Result<BTreeSet<usize>, Unmatched> {
    if include.is_empty() && exclude.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut chosen = BTreeSet::new();
    for filter in include {
        chosen.extend(filter.among(operations)?);
    }
    if include.is_empty() {
        chosen.extend(0..operations.len());
    }
    for filter in exclude {
        let left_out = filter.among(operations)?;
        chosen.retain(|operation| !left_out.contains(operation));
    }
    if chosen.is_empty() { Err(Unmatched::Everything) } else { Ok(chosen) }
}

/// Tells whether a pattern fits all of a text.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((literal, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(after) = text.strip_prefix(literal) else { return false };
    let (rest, end) = match rest.strip_prefix('*') {
        Some(rest) => (rest, after.len()),
        None => (rest, after.find('/').unwrap_or(after.len())),
    };
    let mut starts = after.char_indices().map(|(at, _)| at).chain([after.len()]);
    starts.any(|at| at <= end && fits(rest, &after[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /users:\n    get: {operationId: listUsers, tags: [people], responses: {}}\n    post: {operationId: createUser, tags: [people, admin], responses: {}}\n  /users/{id}/posts: {get: {operationId: 'a:b', deprecated: true, responses: {}}}\n";

    #[test]
    fn operations_are_named_in_many_ways() {
        let spec = counterpart_spec::load("t.yaml", DOCUMENT.into()).unwrap().spec;
        for (text, expected) in [
            ("listUsers", &[0][..]),
            ("id:*User*", &[0, 1]),
            ("a:b", &[2]),
            ("tag:people", &[0, 1]),
            ("tag:adm*", &[1]),
            ("method:get", &[0, 2]),
            ("/users", &[0, 1]),
            ("/users*", &[0, 1]),
            ("/users/*", &[]),
            ("/users**", &[0, 1, 2]),
            ("path:/users/{*}/*", &[2]),
            ("GET /users", &[0]),
            ("* /users/**", &[2]),
            ("users", &[]),
            ("is:deprecated", &[2]),
        ] {
            let found = text.parse::<Filter>().unwrap().among(&spec.operations);
            let found: Vec<_> = found.into_iter().flatten().collect();
            assert_eq!(found, expected, "{text}");
        }
        for wrong in ["", "tag:", "is:new"] {
            assert!(wrong.parse::<Filter>().is_err(), "{wrong}");
        }
        for (text, expected) in [
            ("listUser", "; did you mean `listUsers`?"),
            ("tag:poeple", "; did you mean `tag:people`?"),
            ("/user", "; did you mean `/users`?"),
            ("GET /user", "; did you mean `GET /users`?"),
            ("method:BREW", ""),
        ] {
            let error = text.parse::<Filter>().unwrap().among(&spec.operations).unwrap_err();
            assert_eq!(error.to_string(), format!("no operation is meant by `{text}`{expected}"));
        }
        let none = "is:deprecated".parse::<Filter>().unwrap().among(&spec.operations[..1]);
        assert_eq!(none, Ok([].into()));
    }

    #[test]
    fn what_is_excluded_wins() {
        let spec = counterpart_spec::load("t.yaml", DOCUMENT.into()).unwrap().spec;
        let filters = |texts: &[&str]| texts.iter().map(|t| t.parse().unwrap()).collect::<Vec<_>>();
        for (include, exclude, expected) in [
            (&[][..], &[][..], Ok([].into())),
            (&["tag:people"], &["createUser"], Ok([0].into())),
            (&[], &["method:POST"], Ok([0, 2].into())),
            (&["listUsers"], &["/users"], Err(Unmatched::Everything)),
            (&["method:BREW"], &[], Err(Unmatched::Filter("method:BREW".into(), String::new()))),
            (&[], &["tag:none"], Err(Unmatched::Filter("tag:none".into(), String::new()))),
            (&[], &["is:deprecated"], Ok([0, 1].into())),
        ] {
            let chosen = chosen(&spec.operations, &filters(include), &filters(exclude));
            assert_eq!(chosen, expected, "{include:?} {exclude:?}");
        }
    }
}
