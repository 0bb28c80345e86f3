//! Which of several documents a request is for, and below which base path.
//!
//! A document's paths stand below those of its servers; every operation may have servers of its own.
//! What a client sends without any base path is understood as well, as long as only one document can be meant.

use std::collections::BTreeMap;

use counterpart_exchange::Request;
use counterpart_spec::{Operation, Spec};
use counterpart_state::{Program, Reach};

/// Two documents that want the same operation on the same path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{operation}` is served by both `{first}` and `{second}`")]
pub struct Clash {
    /// The method and the path.
    pub operation: String,
    /// The title of one document.
    pub first: String,
    /// The title of the other.
    pub second: String,
}

/// Where the paths of the documents stand.
#[derive(Debug)]
pub(crate) struct Routes {
    documents: Vec<Bases>,
}

/// The base paths of one document.
#[derive(Debug)]
struct Bases {
    /// Those of any operation, the longest first.
    all: Vec<String>,
    /// Whether every operation stands below every one of them.
    shared: bool,
}

/// Where a request leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'r> {
    /// To a document.
    Document {
        /// Its index.
        index: usize,
        /// The path below the base path.
        path: &'r str,
    },
    /// To several documents, were it not for their base paths, of which the request has none: these, each with its document's title.
    Ambiguous(Vec<(String, String)>),
    /// Nowhere.
    Nowhere,
}

/// How far a request gets in a document, the furthest last: to a path, an operation; below a base path that is declared or without; by how many literal segments.
type Depth = (u8, bool, usize);

impl Routes {
    /// Notes the base paths.
    ///
    /// # Errors
    /// Two documents that want the same operation.
    pub(crate) fn new<'p>(programs: impl Iterator<Item = &'p Program>) -> Result<Self, Clash> {
        let mut owners = BTreeMap::new();
        let mut documents = Vec::new();
        for (index, program) in programs.enumerate() {
            let spec = program.spec();
            for (base, operation) in pairs(spec) {
                let Operation { method, path, .. } = operation;
                let key = format!("{method} {base}{}", nameless(path));
                if let Some((owner, first)) = owners.insert(key, (index, spec.title.clone()))
                    && owner != index
                {
                    let operation = format!("{method} {base}{path}");
                    return Err(Clash { operation, first, second: spec.title.clone() });
                }
            }
            documents.push(Bases::of(spec));
        }
        Ok(Self { documents })
    }

    /// Finds the document that gets furthest with a request; one that shares no segment with the path has no say, unless it is the only one.
    pub(crate) fn find<'p, 'r>(
        &self,
        program: impl Fn(usize) -> &'p Program,
        request: &'r Request,
    ) -> Found<'r> {
        if let [Bases { all, shared: true }] = &self.documents[..]
            && let [only] = &all[..]
            && only.is_empty()
        {
            return Found::Document { index: 0, path: &request.path };
        }
        let mut best: Option<(Depth, usize, &str)> = None;
        let mut rivals = Vec::new();
        for (index, bases) in self.documents.iter().enumerate() {
            for (depth, path) in bases.reached(program(index), request) {
                match &best {
                    Some((known, ..)) if *known > depth => {}
                    Some((known, ..)) if *known == depth => rivals.push(index),
                    _ => {
                        best = Some((depth, index, path));
                        rivals.clear();
                    }
                }
            }
        }
        let Some(((kind, declared, near), index, path)) = best else { return Found::Nowhere };
        rivals.retain(|rival| *rival != index);
        if kind > 0 && !declared && !rivals.is_empty() {
            let named = |index: usize| {
                let spec = program(index).spec();
                let reach = program(index).reach(&request.method, path, &request.query);
                let bases = match reach {
                    Reach::Operation { index, .. } => &spec.operations[index].base_paths,
                    _ => &self.documents[index].all,
                };
                (bases.first().cloned().unwrap_or_default(), spec.title.clone())
            };
            return Found::Ambiguous(std::iter::once(index).chain(rivals).map(named).collect());
        }
        let mine = kind > 0 || near > 0 || self.documents.len() == 1;
        if mine { Found::Document { index, path } } else { Found::Nowhere }
    }
}

impl Bases {
    fn of(spec: &Spec) -> Self {
        let mut all: Vec<String> = Vec::new();
        for (base, _) in pairs(spec) {
            if !all.iter().any(|known| known == base) {
                all.push(base.to_owned());
            }
        }
        if all.is_empty() {
            all.push(spec.base_path.clone());
        }
        all.sort_by_key(|base| std::cmp::Reverse(base.len()));
        let shared = spec.operations.iter().all(|o| o.base_paths.len() == all.len());
        Self { all, shared }
    }

    /// Lists how far a request gets below each base path, and without any.
    fn reached<'r>(
        &self,
        program: &Program,
        request: &'r Request,
    ) -> impl Iterator<Item = (Depth, &'r str)> {
        let below = |base: &str| {
            let path = request.path.strip_prefix(base)?;
            path.starts_with('/').then_some(path)
        };
        let declared = self.all.iter().filter_map(move |base| {
            let path = below(base)?;
            let segments = base.matches('/').count();
            let depth = depth(program, request, path, Some(base))?;
            Some(((depth.0, true, depth.1 + segments), path))
        });
        let bare = (!self.all.iter().any(String::is_empty)).then_some(&*request.path);
        let bare = bare.and_then(|path| {
            let depth = depth(program, request, path, None)?;
            Some(((depth.0, false, depth.1), path))
        });
        declared.chain(bare)
    }
}

/// Tells how far a path gets; `None` where it leads to an operation that does not stand below the base path.
fn depth(
    program: &Program,
    request: &Request,
    path: &str,
    base: Option<&str>,
) -> Option<(u8, usize)> {
    Some(match program.reach(&request.method, path, &request.query) {
        Reach::Near(segments) => (0, segments),
        Reach::Path => (1, 0),
        Reach::Operation { index, literals } => {
            let own = &program.spec().operations[index].base_paths;
            base.is_none_or(|base| own.iter().any(|own| own == base)).then_some((2, literals))?
        }
    })
}

/// Lists every operation with each of its base paths.
fn pairs(spec: &Spec) -> impl Iterator<Item = (&str, &Operation)> {
    spec.operations.iter().flat_map(|operation| {
        operation.base_paths.iter().map(move |base| (base.as_str(), operation))
    })
}

/// Takes the names out of a template: `/a/{id}` and `/a/{key}` are one path.
fn nameless(template: &str) -> String {
    let literals = template.split('{').map(|part| part.split_once('}').map_or(part, |(_, l)| l));
    literals.collect::<Vec<_>>().join("{}")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use counterpart_generate::Seed;

    use super::*;

    /// Makes a program of `title base… | METHOD /path base… | …`.
    fn program(text: &str) -> Program {
        let mut parts = text.split(" | ");
        let servers = |bases: std::str::SplitWhitespace<'_>| {
            let urls = bases.map(|base| format!("{{url: 'http://a.example{base}'}}"));
            let urls: Vec<_> = urls.collect();
            if urls.is_empty() { String::new() } else { format!("servers: [{}]", urls.join(", ")) }
        };
        let mut words = parts.next().unwrap().split_whitespace();
        let title = words.next().unwrap();
        let mut document = format!("openapi: 3.1.0\ninfo: {{title: {title}, version: '1'}}\n");
        document += &servers(words);
        document += "\npaths:\n";
        let mut paths: BTreeMap<&str, String> = BTreeMap::new();
        for part in parts {
            let mut words = part.split_whitespace();
            let method = words.next().unwrap().to_lowercase();
            let item = paths.entry(words.next().unwrap()).or_default();
            let servers = servers(words).replace("servers:", ", servers:");
            let responses = "responses: {'200': {description: d}}";
            writeln!(item, "    {method}: {{{responses}{servers}}}").unwrap();
        }
        for (path, item) in paths {
            write!(document, "  {path}:\n{item}").unwrap();
        }
        let loaded = counterpart_spec::load("t.yaml", document.into()).unwrap();
        Program::compile(loaded.spec, Seed(1)).0
    }

    #[track_caller]
    fn check(documents: &[&str], rows: &[(&str, &str)]) {
        let programs: Vec<_> = documents.iter().map(|text| program(text)).collect();
        let routes = Routes::new(programs.iter()).unwrap();
        for (request, expected) in rows {
            let (method, path) = request.split_once(' ').unwrap();
            let request = Request {
                method: method.parse().unwrap(),
                path: path.into(),
                ..Request::default()
            };
            let found = match routes.find(|index| &programs[index], &request) {
                Found::Document { index, path } => format!("{index} {path}"),
                Found::Ambiguous(titles) => format!("{titles:?}"),
                Found::Nowhere => "nowhere".to_owned(),
            };
            assert_eq!(found, *expected, "{method} {path}");
        }
    }

    #[test]
    fn one_document_is_found_with_and_without_its_base_path() {
        check(
            &["A /v1 | GET /pets | GET /pets/{id} | POST /own /v2"],
            &[
                ("GET /v1/pets", "0 /pets"),
                ("GET /pets", "0 /pets"),
                ("GET /pets/7", "0 /pets/7"),
                ("POST /v2/own", "0 /own"),
                ("POST /own", "0 /own"),
                // Its servers are others.
                ("POST /v1/own", "0 /v1/own"),
                ("GET /v2/pets", "0 /v2/pets"),
                ("DELETE /v1/pets", "0 /pets"),
                ("GET /v1pets", "0 /v1pets"),
            ],
        );
        check(&["A | GET /pets"], &[("GET /pets", "0 /pets"), ("GET /x", "0 /x")]);
        check(
            &["A /a /b | GET /x"],
            &[("GET /a/x", "0 /x"), ("GET /b/x", "0 /x"), ("GET /x", "0 /x")],
        );
        // What looks like the base path may be a path of the document.
        check(
            &["A /v1 | GET /v1/{x} | GET /y"],
            &[("GET /v1/y", "0 /y"), ("GET /v1/v1/y", "0 /v1/y"), ("GET /v1/z", "0 /v1/z")],
        );
    }

    #[test]
    fn several_documents_are_told_apart() {
        check(
            &["A /a | GET /x | GET /only", "B /b | GET /x | POST /x"],
            &[
                ("GET /a/x", "0 /x"),
                ("GET /b/x", "1 /x"),
                ("GET /only", "0 /only"),
                ("POST /x", "1 /x"),
                ("GET /x", r#"[("/a", "A"), ("/b", "B")]"#),
                ("GET /a/none", "0 /none"),
                ("GET /none", "nowhere"),
            ],
        );
        // What is declared comes before what is only understood.
        check(
            &["A /a | GET /x", "B | GET /{name}"],
            &[("GET /x", "1 /x"), ("GET /a/x", "0 /x"), ("GET /a", "1 /a")],
        );
        check(
            &["A | GET /v1/{x}", "B /v1 | GET /y"],
            &[("GET /v1/y", "1 /y"), ("GET /v1/z", "0 /v1/z")],
        );
    }

    #[test]
    fn documents_that_want_the_same_clash() {
        for (documents, expected) in [
            (["A /v1 | GET /x/{a}", "B | GET /v1/x/{b}"], Some("GET /v1/x/{b}")),
            (["A /v1 | GET /x/{a}", "B | GET /x/{b}"], None),
            (["A /v1 | GET /x/{a}", "B /v1 | GET /x/{b}"], Some("GET /v1/x/{b}")),
            (["A /v1 | GET /x /v2", "B /v2 | GET /x"], Some("GET /v2/x")),
            (["A /v1 | GET /x", "B /v1 | POST /x"], None),
            (["A /v1 | GET /x", "B /v2 | GET /x"], None),
        ] {
            let programs: Vec<_> = documents.iter().map(|text| program(text)).collect();
            let clash = Routes::new(programs.iter()).err().map(|clash| clash.operation);
            assert_eq!(clash.as_deref(), expected, "{documents:?}");
        }
    }
}
