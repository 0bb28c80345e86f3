//! A resource: what is remembered, and with what data it starts.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::expression::Fields;

/// One entry of the root `x-state`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resource {
    #[serde(default = "id")]
    pub(crate) key: String,
    pub(crate) schema: Option<String>,
    /// The other schemas it is shown as.
    #[serde(default)]
    pub(crate) views: Vec<String>,
    /// The fields that speak of another resource's record, and which.
    #[serde(default)]
    pub(crate) refers: IndexMap<String, String>,
    #[serde(default)]
    pub(crate) partition: Fields,
    #[serde(default)]
    pub(crate) new: Fields,
    /// The fields that a new record has besides those that the schemas require.
    #[serde(default)]
    pub(crate) generate: Vec<String>,
    #[serde(default)]
    pub(crate) seed: Seeds,
}

fn id() -> String {
    "id".to_owned()
}

/// The records a resource starts with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Written")]
pub(crate) struct Seeds {
    pub(crate) count: usize,
    pub(crate) records: Vec<Map<String, Value>>,
    pub(crate) set: Fields,
    pub(crate) unset: Vec<String>,
    /// Whether the records that answers show by their examples come first.
    pub(crate) examples: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Count(usize),
    Records(Vec<Map<String, Value>>),
    Full {
        count: Option<usize>,
        #[serde(default)]
        records: Vec<Map<String, Value>>,
        #[serde(default)]
        set: Fields,
        #[serde(default)]
        unset: Vec<String>,
        #[serde(default)]
        examples: bool,
    },
}

impl From<Written> for Seeds {
    fn from(written: Written) -> Self {
        match written {
            Written::Count(count) => Self { count, ..Self::default() },
            Written::Records(records) => Self { count: records.len(), records, ..Self::default() },
            Written::Full { count, records, set, unset, examples } => {
                Self { count: count.unwrap_or(records.len()), records, set, unset, examples }
            }
        }
    }
}
