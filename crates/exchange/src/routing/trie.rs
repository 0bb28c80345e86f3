//! The templates as a tree of segments.

use counterpart_spec::Piece;
use indexmap::IndexMap;
use percent_encoding::percent_decode_str;

use super::segment;

/// The segments and characters that one request may be compared by: about a millisecond's work.
const MAX_STEPS: usize = 100_000;

/// Leads from paths to leaves.
#[derive(Debug, Default)]
pub(super) struct Trie {
    nodes: Vec<Node>,
}

/// What may follow a beginning of paths.
#[derive(Debug, Default)]
struct Node {
    /// Where the path ends here.
    leaf: Option<usize>,
    literals: IndexMap<String, usize>,
    /// Segments of literals and parameters; those with most literal text first.
    mixed: IndexMap<Vec<Piece>, usize>,
    parameter: Option<usize>,
    /// A parameter over several segments.
    many: Option<usize>,
}

/// A search: what is left to try of it, and what it has found.
struct Search<'r> {
    path: &'r str,
    values: Vec<&'r str>,
    steps: usize,
}

impl Trie {
    /// Adds a template, and gives its leaf: the new one, unless it is known.
    pub(super) fn insert(&mut self, segments: &[Vec<Piece>], new: usize) -> usize {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut at = 0;
        for pieces in segments {
            at = self.child(at, pieces);
        }
        *self.nodes[at].leaf.get_or_insert(new)
    }

    fn child(&mut self, at: usize, pieces: &[Piece]) -> usize {
        let next = self.nodes.len();
        let node = &mut self.nodes[at];
        let child = match pieces {
            [] => *node.literals.entry(String::new()).or_insert(next),
            [Piece::Literal(text)] => *node.literals.entry(text.clone()).or_insert(next),
            [Piece::Parameter { many: false, .. }] => *node.parameter.get_or_insert(next),
            [Piece::Parameter { many: true, .. }] => *node.many.get_or_insert(next),
            pieces => *node.mixed.entry(pieces.to_vec()).or_insert(next),
        };
        if child == next {
            self.nodes.push(Node::default());
        }
        child
    }

    /// Puts what is tried one after another into its order.
    pub(super) fn sort(&mut self) {
        for node in &mut self.nodes {
            node.mixed.sort_by_key(|pieces, _| std::cmp::Reverse(literal_length(pieces)));
        }
    }

    /// Finds the leaf of a path, with the values of its parameters as they were sent.
    pub(super) fn find<'r>(&self, path: &'r str) -> Option<(usize, Vec<&'r str>)> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut search = Search { path, values: Vec::new(), steps: MAX_STEPS };
        let leaf = self.descend(self.nodes.first()?, Some(0), &mut search)?;
        Some((leaf, search.values))
    }

    /// Goes on at a byte of the path, or at its end.
    fn descend(&self, node: &Node, at: Option<usize>, search: &mut Search<'_>) -> Option<usize> {
        let Some(at) = at else { return node.leaf };
        search.steps = search.steps.checked_sub(1)?;
        let rest = &search.path[at..];
        let length = rest.find('/').unwrap_or(rest.len());
        let segment = &rest[..length];
        let next = (length < rest.len()).then_some(at + length + 1);
        let known = search.values.len();
        if let Some(child) = node.literal(segment)
            && let Some(leaf) = self.descend(&self.nodes[child], next, search)
        {
            return Some(leaf);
        }
        for (pieces, child) in &node.mixed {
            search.values.truncate(known);
            if segment::take(pieces, segment, &mut search.values, &mut search.steps)
                && let Some(leaf) = self.descend(&self.nodes[*child], next, search)
            {
                return Some(leaf);
            }
        }
        search.values.truncate(known);
        if let Some(child) = node.parameter
            && !segment.is_empty()
        {
            search.values.push(segment);
            if let Some(leaf) = self.descend(&self.nodes[child], next, search) {
                return Some(leaf);
            }
            search.values.truncate(known);
        }
        self.many(&self.nodes[node.many?], at, search)
    }

    /// Tries a parameter over several segments, the most first.
    fn many(&self, child: &Node, at: usize, search: &mut Search<'_>) -> Option<usize> {
        let rest = &search.path[at..];
        let known = search.values.len();
        let slashes = rest.rmatch_indices('/').map(|(slash, _)| slash);
        for end in std::iter::once(rest.len()).chain(slashes).filter(|end| *end > 0) {
            search.values.push(&search.path[at..at + end]);
            let next = (end < rest.len()).then_some(at + end + 1);
            if let Some(leaf) = self.descend(child, next, search) {
                return Some(leaf);
            }
            search.values.truncate(known);
            search.steps = search.steps.checked_sub(1)?;
        }
        None
    }
}

impl Node {
    fn literal(&self, segment: &str) -> Option<usize> {
        if segment.contains('%') {
            let decoded = percent_decode_str(segment).decode_utf8_lossy();
            return self.literals.get(decoded.as_ref()).copied();
        }
        self.literals.get(segment).copied()
    }
}

fn literal_length(pieces: &[Piece]) -> usize {
    let length = |piece: &Piece| match piece {
        Piece::Literal(text) => text.len(),
        Piece::Parameter { .. } => 0,
    };
    pieces.iter().map(length).sum()
}
