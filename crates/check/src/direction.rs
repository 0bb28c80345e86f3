//! Which way the values at a place of a document travel.

use counterpart_schema::{Direction, Schema, Violation};
use counterpart_spec::grammar::Kind;
use serde_json::Value;

/// The directions of a value: one where its place says so, both in what requests and responses share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Travels {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
    /// Both ways, or it is not known which.
    Both,
}

impl Travels {
    /// Says which way what stands in an object travels, if what stands around it travels so.
    pub(crate) fn within(self, kind: Kind) -> Self {
        match (kind, self) {
            (Kind::Parameter | Kind::RequestBody, _) => Self::Request,
            (Kind::Response, _) | (Kind::Header, Self::Both) => Self::Response,
            (Kind::Operation | Kind::PathItem, _) => Self::Both,
            _ => self,
        }
    }

    /// Gives the direction, if it is one; else the one that the API answers for.
    pub(crate) fn one(self) -> Direction {
        match self {
            Self::Request => Direction::Request,
            Self::Response | Self::Both => Direction::Response,
        }
    }

    /// Lists what a value breaks whichever way it travels: what fits one of both ways may be meant for that one.
    pub(crate) fn violations(self, schema: &Schema, value: &Value) -> Vec<Violation> {
        if self == Self::Both && schema.is_valid(Direction::Request, value) {
            return Vec::new();
        }
        schema.violations(self.one(), value)
    }
}
