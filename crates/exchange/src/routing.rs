//! Which operation a request is for.
//!
//! Templates of one shape under different names (`/a/{x}`, `/a/{y}`) are one route with several methods, so parameter names are normalised before they reach the matcher.
//! Literals win over templates, as OpenAPI demands ("Path Templating Matching").

use http::Method;
use indexmap::IndexMap;
use percent_encoding::percent_decode_str;

use counterpart_spec::Spec;

/// Finds operations by method and path.
#[derive(Debug)]
pub struct Router {
    matcher: matchit::Router<usize>,
    /// For each distinct shape: the operations by method.
    routes: Vec<IndexMap<String, usize>>,
    /// The parameter names of each operation, in template order.
    names: Vec<Vec<String>>,
}

/// Where a request leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Route {
    /// To an operation, by its index in [`Spec::operations`], with the raw path parameters decoded.
    Operation {
        /// The index.
        index: usize,
        /// Names and values, in template order.
        path: Vec<(String, String)>,
    },
    /// To a path without this method; holds the methods it has.
    MethodNotAllowed(Vec<String>),
    /// Nowhere.
    Unknown,
}

impl Router {
    /// Makes the router of a document; a template that the matcher cannot hold is returned with the reason, and its operations are unreachable.
    pub fn new(spec: &Spec) -> (Self, Vec<(usize, String)>) {
        let mut shapes: IndexMap<String, IndexMap<String, usize>> = IndexMap::new();
        let mut names = Vec::new();
        let mut refused = Vec::new();
        for (index, operation) in spec.operations.iter().enumerate() {
            let (shape, parameters) = normalise(&operation.path);
            names.push(parameters);
            let methods = shapes.entry(shape).or_default();
            if methods.contains_key(&operation.method) {
                let reason = format!("`{} {}` stands twice", operation.method, operation.path);
                refused.push((index, reason));
                continue;
            }
            methods.insert(operation.method.clone(), index);
        }
        let mut matcher = matchit::Router::new();
        let mut routes = Vec::new();
        for (shape, methods) in shapes {
            match matcher.insert(shape, routes.len()) {
                Ok(()) => routes.push(methods),
                Err(error) => {
                    refused.extend(methods.values().map(|index| (*index, error.to_string())));
                }
            }
        }
        (Self { matcher, routes, names }, refused)
    }

    /// Finds where a request leads; `path` is percent-encoded and stands below the base path.
    pub fn find(&self, method: &Method, path: &str) -> Route {
        let Ok(found) = self.matcher.at(path) else { return Route::Unknown };
        let methods = &self.routes[*found.value];
        // A server that answers GET answers HEAD (RFC 9110 §9.3.2).
        let as_get = (method == Method::HEAD).then(|| methods.get("GET")).flatten();
        let Some(index) = methods.get(method.as_str()).or(as_get) else {
            return Route::MethodNotAllowed(methods.keys().cloned().collect());
        };
        let values = found.params.iter().map(|(_, value)| value);
        let decode = |value: &str| percent_decode_str(value).decode_utf8_lossy().into_owned();
        let path = self.names[*index].iter().cloned().zip(values.map(decode)).collect();
        Route::Operation { index: *index, path }
    }
}

/// Replaces each parameter's name by its number, and returns the names.
fn normalise(template: &str) -> (String, Vec<String>) {
    let (mut shape, mut names, mut rest) = (String::new(), Vec::new(), template);
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        shape += literal;
        shape = format!("{shape}{{p{}}}", names.len());
        names.push(name.to_owned());
        rest = after;
    }
    shape += rest;
    (shape, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(paths: &str) -> Router {
        let text = format!("openapi: 3.1.0\npaths:\n{paths}");
        let loaded = counterpart_spec::load("t.yaml", text.into()).unwrap();
        let (router, refused) = Router::new(&loaded.spec);
        assert_eq!(refused, []);
        router
    }

    #[test]
    fn routes() {
        let router = router(
            "  /a/{x}: {get: {}}\n  /a/{y}: {put: {}}\n  /a/new: {get: {}}\n  /a/{x}/b/{z}: {get: {}}\n",
        );
        let operation = |index, path: &[(&str, &str)]| Route::Operation {
            index,
            path: path.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        };
        for (method, path, expected) in [
            (Method::GET, "/a/1", operation(0, &[("x", "1")])),
            (Method::PUT, "/a/1", operation(1, &[("y", "1")])),
            (Method::GET, "/a/new", operation(2, &[])),
            (Method::HEAD, "/a/1", operation(0, &[("x", "1")])),
            (Method::GET, "/a/b%2Fc/b/%20", operation(3, &[("x", "b/c"), ("z", " ")])),
            (Method::DELETE, "/a/1", Route::MethodNotAllowed(vec!["GET".into(), "PUT".into()])),
            (Method::GET, "/b", Route::Unknown),
        ] {
            assert_eq!(router.find(&method, path), expected, "{method} {path}");
        }
    }
}
