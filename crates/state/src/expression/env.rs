//! What an expression may ask of the world outside the request.

use std::fmt::Debug;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::store::{Row, State, Table, Text, text};

/// Gives a step its time, identifiers and invented data.
///
/// The mock answers with a clock and a seeded generator; a model answers with holes.
pub trait Env: Debug + Send + Sync {
    /// The moment of the request.
    fn now(&self) -> Timestamp;
    /// An identifier that was not given before.
    fn uuid(&self) -> String {
        let id = self.fake("id.uuid").unwrap_or_default();
        id.as_str().unwrap_or_default().to_owned()
    }
    /// Generated data of a kind such as `name.full`; `None` when there is no such kind.
    fn fake(&self, kind: &str) -> Option<Value>;
    /// The base path that the request came by; `None` where it is not known to have come by one.
    fn base_path(&self) -> Option<&str> {
        None
    }
    /// Whether callers reach the document by HTTPS.
    fn is_https(&self) -> bool {
        false
    }
}

/// The records that `get` and `all` see: the state as it is now, within the caller's parts.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) env: Arc<dyn Env>,
    pub(crate) state: State,
    /// The name of each resource.
    pub(crate) names: Arc<[String]>,
    /// The part that the caller sees of each resource.
    pub(crate) parts: Arc<[Text]>,
}

impl World {
    fn table(&self, resource: &str) -> Option<&Table> {
        let index = self.names.iter().position(|name| name == resource)?;
        self.state.table(index, self.parts.get(index)?)
    }

    pub(super) fn get(&self, resource: &str, key: &Value) -> Option<Arc<Row>> {
        self.table(resource)?.get(&text(key)).cloned()
    }

    pub(super) fn all(&self, resource: &str) -> Vec<Arc<Row>> {
        self.table(resource).into_iter().flat_map(Table::rows).cloned().collect()
    }
}
