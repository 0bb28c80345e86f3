//! The arena while it grows.

use crate::parts::Follow;
use crate::shape::{Id, Kind, Node, Sources};

/// Nodes in the making.
#[derive(Debug, Default)]
pub(crate) struct Lowering {
    nodes: Vec<Node>,
}

impl Lowering {
    /// Adds a node; what is generated as it is gets the hints of its sources.
    pub(crate) fn add(&mut self, kind: Kind, sources: &Sources) -> Id {
        let hints = match &kind {
            Kind::Any(_) | Kind::Integer(_) | Kind::Number(_) | Kind::Text(_) | Kind::Enum(_) => {
                sources.hints(Follow::Maybe)
            }
            Kind::AllOf(..) | Kind::AnyOf(_) | Kind::Hard(..) => sources.hints(Follow::Always),
            _ => None,
        };
        self.push(Node { kind, hints })
    }

    /// Adds a node whose kind is not known yet, for what refers to itself.
    pub(crate) fn reserve(&mut self) -> Id {
        self.push(Node { kind: Kind::Never, hints: None })
    }

    /// Makes a reserved node mean what another means.
    pub(crate) fn alias(&mut self, reserved: Id, id: Id) {
        self.nodes[reserved.index()].kind = Kind::AnyOf(vec![id]);
    }

    /// Shows what a node is so far.
    pub(crate) fn kind(&self, id: Id) -> &Kind {
        &self.nodes[id.index()].kind
    }

    pub(crate) fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }

    fn push(&mut self, node: Node) -> Id {
        // More nodes than fit would have exhausted memory before.
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }
}
