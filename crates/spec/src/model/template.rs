//! Path templates, as OpenAPI and the documents of this world write them.

use percent_encoding::percent_decode_str;

/// A path template, read.
///
/// Besides `{name}` it knows what gateways write: `{name+}`, `{name*}` and `{+name}` are a parameter over several segments, `{name:regex}` is one whose pattern is not looked at, `?op=A` belongs to the template, and a fragment, which no request has, does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The pieces of each segment; `/` alone has one segment without pieces.
    pub segments: Vec<Vec<Piece>>,
    /// The pairs that the query must have.
    pub query: Vec<(String, Piece)>,
}

/// A part of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Piece {
    /// A text, percent-decoded.
    Literal(String),
    /// A parameter.
    Parameter {
        /// Its name.
        name: String,
        /// Whether its value may have slashes.
        many: bool,
    },
}

impl Template {
    /// Reads a template; what is no parameter is a literal, so every text is a template.
    pub fn parse(text: &str) -> Self {
        let (path, query) = split(text);
        let path = path.strip_prefix('/').unwrap_or(path);
        Self {
            segments: outside_braces(path, '/').into_iter().map(pieces).collect(),
            query: query.map(pairs).unwrap_or_default(),
        }
    }

    /// Names the parameters, in the order of the template.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let pieces = self.segments.iter().flatten().chain(self.query.iter().map(|(_, p)| p));
        pieces.filter_map(|piece| match piece {
            Piece::Parameter { name, .. } => Some(name.as_str()),
            Piece::Literal(_) => None,
        })
    }

    /// Takes the names out: templates that are equal without them are one path.
    #[must_use]
    pub fn nameless(mut self) -> Self {
        let query = self.query.iter_mut().map(|(_, piece)| piece);
        for piece in self.segments.iter_mut().flatten().chain(query) {
            if let Piece::Parameter { name, .. } = piece {
                name.clear();
            }
        }
        self
    }
}

/// Takes the query off, and drops the fragment and RFC 6570's `{?query}`.
fn split(text: &str) -> (&str, Option<&str>) {
    let text = outside_braces(text, '#')[0];
    let text = text.split_once("{?").map_or(text, |(path, _)| path);
    let path = outside_braces(text, '?')[0];
    (path, text.get(path.len() + 1..))
}

/// Splits at a separator that does not stand in braces.
fn outside_braces(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        if c == '{' {
            skip = text[at..].find('}').map_or(0, |end| at + end);
        } else if c == separator {
            parts.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}

fn pieces(segment: &str) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), segment);
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((inside, after)) = after.split_once('}') else { break };
        pieces.extend(self::literal(literal));
        pieces.push(parameter(inside));
        rest = after;
    }
    pieces.extend(literal(rest));
    pieces
}

fn literal(text: &str) -> Option<Piece> {
    let decoded = || percent_decode_str(text).decode_utf8_lossy().into_owned();
    (!text.is_empty()).then(|| Piece::Literal(decoded()))
}

fn parameter(inside: &str) -> Piece {
    let (name, pattern) = inside.split_once(':').unwrap_or((inside, ""));
    let bare = name.trim_start_matches('+').trim_end_matches(['+', '*']);
    Piece::Parameter { name: bare.to_owned(), many: bare != name || pattern == ".*" }
}

fn pairs(query: &str) -> Vec<(String, Piece)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let piece = pieces(value).into_iter().next();
        (name.to_owned(), piece.unwrap_or(Piece::Literal(String::new())))
    };
    query.split('&').filter(|text| !text.is_empty()).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows a template with `<name>` and `<name…>` for its parameters.
    fn shown(text: &str) -> String {
        let template = Template::parse(text);
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Parameter { name, many: false } => format!("<{name}>"),
            Piece::Parameter { name, many: true } => format!("<{name}…>"),
        };
        let segment = |pieces: &Vec<Piece>| pieces.iter().map(piece).collect::<String>();
        let segments: Vec<_> = template.segments.iter().map(segment).collect();
        let query = template.query.iter().map(|(name, p)| format!(" ?{name}={}", piece(p)));
        segments.join("/") + &query.collect::<String>()
    }

    #[test]
    fn templates_as_they_are_written() {
        for (text, expected) in [
            ("/", ""),
            ("/a/{b}/c", "a/<b>/c"),
            ("a/b/", "a/b/"),
            ("/a//b", "a//b"),
            ("/f/{a}..{b}.zip", "f/<a>..<b>.zip"),
            ("/f({id})/{x}:run", "f(<id>)/<x>:run"),
            ("/f/{p+}", "f/<p…>"),
            ("/f/{+p}/{q*}", "f/<p…>/<q…>"),
            ("/f/{p:.*}/{n:[0-9/]+}", "f/<p…>/<n>"),
            ("/f?op=A&x={x}&flag", "f ?op=A ?x=<x> ?flag="),
            ("/f#refresh", "f"),
            ("/f{?limit,page}", "f"),
            ("/f/%7Bnot%7D/a b", "f/{not}/a b"),
            ("/f/{open", "f/{open"),
            ("/f/closed}", "f/closed}"),
            ("/f/{}", "f/<>"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
