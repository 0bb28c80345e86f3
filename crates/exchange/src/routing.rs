//! Which operation a request is for.
//!
//! Templates of one shape under different names (`/a/{x}`, `/a/{y}`) are one route with several methods.
//! Literals win over templates, as OpenAPI demands ("Path Templating Matching"), then segments with literal parts over bare parameters, then those over what takes several segments.

mod segment;
mod trie;

use counterpart_spec::{Piece, Spec, Template};
use http::Method;
use indexmap::IndexMap;

use crate::escape::unescape_form;
use crate::request::pairs;
use trie::Trie;

/// The pieces of one template; every one is a call when a path is matched.
const MAX_PIECES: usize = 500;

/// Finds operations by method, path and, where templates have one, query.
#[derive(Debug, Default)]
pub struct Router {
    trie: Trie,
    /// The routes of each path; those that ask most of the query first.
    leaves: Vec<Vec<RouteOf>>,
    /// The parameter names of each operation, in template order.
    names: Vec<Vec<String>>,
}

/// A path with what its query must have.
#[derive(Debug)]
struct RouteOf {
    query: Vec<(String, Piece)>,
    /// The operations by method.
    methods: IndexMap<String, usize>,
}

/// Where a request leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Route<'r> {
    /// To an operation, by its index in [`Spec::operations`].
    Operation {
        /// The index.
        index: usize,
        /// Names and values of the path parameters in template order, the values as they were sent.
        path: Vec<(&'r str, &'r str)>,
    },
    /// To a path without this method; holds the methods it has.
    MethodNotAllowed(Vec<String>),
    /// Nowhere.
    Unknown,
}

impl Router {
    /// Makes the router of a document; an operation that no request can reach is returned with the reason.
    pub fn new(spec: &Spec) -> (Self, Vec<(usize, String)>) {
        let mut router = Self::default();
        let mut refused = Vec::new();
        for (index, operation) in spec.operations.iter().enumerate() {
            let template = Template::parse(&operation.path);
            router.names.push(template.names().map(str::to_owned).collect());
            let Template { segments, query } = template.nameless();
            if segments.len() + segments.iter().flatten().count() > MAX_PIECES {
                refused.push((index, format!("its path has more than {MAX_PIECES} pieces")));
                continue;
            }
            let leaf = router.trie.insert(&segments, router.leaves.len());
            if leaf == router.leaves.len() {
                router.leaves.push(Vec::new());
            }
            let leaf = &mut router.leaves[leaf];
            let known = leaf.iter().position(|route| route.query == query);
            let at = known.unwrap_or_else(|| {
                leaf.push(RouteOf { query, methods: IndexMap::new() });
                leaf.len() - 1
            });
            let methods = &mut leaf[at].methods;
            if methods.contains_key(&operation.method) {
                let reason = format!("`{} {}` stands twice", operation.method, operation.path);
                refused.push((index, reason));
            } else {
                methods.insert(operation.method.clone(), index);
            }
        }
        router.trie.sort();
        for leaf in &mut router.leaves {
            leaf.sort_by_key(|route| std::cmp::Reverse(route.query.len()));
        }
        (router, refused)
    }

    /// Finds where a request leads; `path` is percent-encoded and stands below the base path.
    pub fn find<'r>(&'r self, method: &Method, path: &'r str, query: &'r str) -> Route<'r> {
        let Some((leaf, mut values)) = self.trie.find(path) else { return Route::Unknown };
        let fitting =
            self.leaves[leaf].iter().find_map(|route| Some((route, route.admits(query)?)));
        let Some((route, more)) = fitting else { return Route::Unknown };
        // A server that answers GET answers HEAD (RFC 9110 §9.3.2).
        let as_get = (method == Method::HEAD).then(|| route.methods.get("GET")).flatten();
        let Some(&index) = route.methods.get(method.as_str()).or(as_get) else {
            return Route::MethodNotAllowed(route.methods.keys().cloned().collect());
        };
        values.extend(more);
        let names = self.names[index].iter().map(String::as_str);
        Route::Operation { index, path: names.zip(values).collect() }
    }
}

impl RouteOf {
    /// Gives the values that the query has for the template; `None` when the query is not as the template has it.
    fn admits<'r>(&self, query: &'r str) -> Option<Vec<&'r str>> {
        if self.query.is_empty() {
            return Some(Vec::new());
        }
        let sent = pairs(query);
        let mut values = Vec::new();
        for (name, piece) in &self.query {
            let (_, value) = sent.iter().find(|(key, _)| key == name)?;
            match piece {
                Piece::Parameter { .. } => values.push(*value),
                Piece::Literal(text) if unescape_form((*value).into()) == *text => {}
                Piece::Literal(_) => return None,
            }
        }
        Some(values)
    }
}

#[cfg(test)]
mod tests;
