//! What a schema means, once merged and decided: an arena of nodes that every back-end walks.
//!
//! Recursion is an id that comes round again, and [`Shape::cost`] says how deep a node must nest at least, so that a walk can always find its way out.

mod cost;
mod lower;
mod node;
mod sources;

pub use cost::INFINITE;
pub use node::{
    ArrayShape, Bound, Contains, Entry, Hints, Id, IntegerShape, Kind, NumberShape, ObjectShape,
    Pattern, TextShape,
};

pub(crate) use lower::Lowering;
pub(crate) use node::Node;
pub(crate) use sources::Sources;

use crate::contradiction::unsatisfiable;
use crate::direction::Direction;
use crate::error::SchemaError;
use crate::schema::Schema;

/// The values that fit one schema in one direction.
#[derive(Debug)]
pub struct Shape {
    nodes: Vec<Node>,
    costs: Vec<u16>,
    root: Id,
}

impl Shape {
    /// Finds out what a schema means.
    pub(crate) fn of(schema: &Schema, direction: Direction) -> Result<Self, SchemaError> {
        let shape = Self::lowered(schema, direction);
        match shape.cost(shape.root) {
            INFINITE => Err(unsatisfiable(schema, direction)),
            _ => Ok(shape),
        }
    }

    /// Tells whether any finite value fits a schema.
    pub(crate) fn is_finite(schema: &Schema, direction: Direction) -> bool {
        let shape = Self::lowered(schema, direction);
        shape.cost(shape.root) != INFINITE
    }

    fn lowered(schema: &Schema, direction: Direction) -> Self {
        let (nodes, root) = crate::algebra::lower(schema, direction);
        let costs = cost::costs(&nodes);
        Self { nodes, costs, root }
    }

    /// Names the node that stands for the whole value.
    pub fn root(&self) -> Id {
        self.root
    }

    /// Says what the values of a node are.
    pub fn kind(&self, id: Id) -> &Kind {
        &self.nodes[id.index()].kind
    }

    /// Says what the document suggests for a node.
    pub fn hints(&self, id: Id) -> Option<&Hints> {
        self.nodes[id.index()].hints.as_deref()
    }

    /// Counts the levels that a value of a node nests at least; [`INFINITE`] when it has no finite value.
    pub fn cost(&self, id: Id) -> u16 {
        self.costs[id.index()]
    }
}

#[cfg(test)]
mod tests;
