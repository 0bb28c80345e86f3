//! Below which URL the path of a request stands: that of the target, but for operations that have servers of their own.

use crate::Subject;

/// Below which URL the path of a request stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Below {
    /// That of the target: the root of the API.
    #[default]
    Target,
    /// Another path of the same server: the operation or its path item has servers of its own (OpenAPI 3.1 §4.8.9 and §4.8.10, `servers`).
    Url(String),
}

impl Below {
    /// Works out where an operation stands on the server of a target.
    pub(crate) fn of(subject: &Subject, operation: usize, target: impl FnOnce() -> String) -> Self {
        let shared = &subject.spec().base_path;
        let own = &subject.operations()[operation].base_paths;
        match own.first() {
            Some(own_path) if !own.contains(shared) => {
                let target = target();
                Self::Url(format!("{}{own_path}", without(target.trim_end_matches('/'), shared)))
            }
            _ => Self::Target,
        }
    }

    /// Gives the URL, without a trailing slash.
    pub fn url<'u>(&'u self, target: &'u str) -> &'u str {
        let url = match self {
            Self::Target => target,
            Self::Url(url) => url,
        };
        url.trim_end_matches('/')
    }
}

/// Takes the path of the document's servers off the end of a target, or all of its path where it ends otherwise.
fn without<'t>(target: &'t str, shared: &str) -> &'t str {
    let host = target.find("://").map_or(0, |at| at + 3);
    let end = target[host..].find('/').map_or(target.len(), |at| host + at);
    if target[end..].ends_with(shared) {
        &target[..target.len() - shared.len()]
    } else {
        &target[..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_with_servers_of_their_own_stand_beside_the_others() {
        let document = "openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: 'https://a.example/api/v2'}]
paths:
  /a: {get: {responses: {'200': {description: d}}}}
  /b: {get: {servers: [{url: /}], responses: {'200': {description: d}}}}
  /c:
    servers: [{url: 'https://c.example/files/'}]
    get: {responses: {'200': {description: d}}}
    post: {servers: [{url: /other}, {url: /api/v2}], responses: {'200': {description: d}}}
";
        let loaded = counterpart_spec::load("t.yaml", document.into()).unwrap();
        let (subject, _) = Subject::new(loaded.spec);
        for (target, expected) in [
            ("http://h:1/api/v2", ["http://h:1/api/v2", "http://h:1", "http://h:1/files"]),
            (
                "http://h/team/api/v2/",
                ["http://h/team/api/v2", "http://h/team", "http://h/team/files"],
            ),
            ("http://h/v3", ["http://h/v3", "http://h", "http://h/files"]),
            ("http://h", ["http://h", "http://h", "http://h/files"]),
        ] {
            let at = |name: &str| {
                Below::of(&subject, subject.named(name).unwrap(), || target.to_owned())
            };
            let found = ["GET /a", "GET /b", "GET /c"].map(at);
            let found = found.each_ref().map(|below| below.url(target));
            assert_eq!(found, expected);
            assert_eq!(at("POST /c"), Below::Target);
        }
    }
}
