//! A state as JSON, to be kept elsewhere and read again.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Outside, Place, Program};
use crate::store::{Row, Table, text};
use crate::{Change, State};

impl Program {
    /// Writes a state: `{ seed, version, writes, resources: { <name>: [ { part, seq, seeds, records } ] } }`.
    ///
    /// `part` has the fields that the part is for, as text; `seq` is the next number of the part, `seeds` how many of the records, which come first, it was seeded with.
    pub fn export(&self, state: &State) -> Value {
        let state = &self.seeded(state);
        let resources = self.resources.iter().enumerate().map(|(index, resource)| {
            let parts = state.parts(index).map(|(part, table)| {
                let records = table.rows().map(|row| (*row.value).clone());
                let seeds = table.rows().filter(|row| row.number < table.first_made());
                json!({
                    "part": serde_json::from_str(part).unwrap_or_else(|_| json!({})),
                    "seq": table.next_key(),
                    "seeds": seeds.count(),
                    "records": records.collect::<Vec<_>>(),
                })
            });
            (resource.name.clone(), parts.collect::<Value>())
        });
        json!({
            "seed": self.seed.0,
            "version": state.version(),
            "writes": state.writes(),
            "resources": resources.collect::<Map<_, _>>(),
        })
    }

    /// Reads a state that [`Program::export`] wrote; a resource that is left out is as it was at the start.
    ///
    /// # Errors
    /// The value is none, or has resources that the document does not.
    pub fn import(&self, saved: &Value) -> Result<State, Outside> {
        let mut state = State::new(self.resources.len());
        let resources = saved["resources"].as_object();
        let resources = resources.ok_or_else(|| wrong("`resources` is no object"))?;
        for (name, parts) in resources {
            let parts = parts.as_array();
            let parts = parts.ok_or_else(|| wrong(&format!("`{name}` is no array of parts")))?;
            for saved in parts {
                let change = self.imported(name, saved)?;
                state.apply_one(&change);
            }
        }
        // Whatever is written there, changes can be counted on from it.
        let count = |name: &str| saved[name].as_u64().map(|count| count.min(u64::MAX / 2));
        let version = count("version").unwrap_or_else(|| state.version());
        let writes = count("writes").unwrap_or_else(|| state.writes());
        Ok(state.counted(version, writes))
    }

    fn imported(&self, name: &str, saved: &Value) -> Result<Change, Outside> {
        let fields = saved["part"].as_object().cloned().unwrap_or_default();
        let place = self.place(name, &fields)?;
        let resource = &self.resources[place.resource];
        let mut table = Table::default();
        let records = saved["records"].as_array();
        let records = records
            .ok_or_else(|| wrong(&format!("a part of `{name}` has no array of `records`")))?;
        for (number, record) in (0..).zip(records) {
            let record = record.as_object().cloned();
            let record =
                record.ok_or_else(|| wrong(&format!("a record of `{name}` is no object")))?;
            let key = record.get(&resource.key).map_or_else(|| number.to_string().into(), text);
            if table.get(&key).is_some() {
                return Err(Outside::Conflict { resource: name.to_owned(), key: key.to_string() });
            }
            table.put(Row::new(number, key, record, Arc::clone(&resource.forms)));
        }
        table.skip_to(saved["seq"].as_u64().unwrap_or_default());
        table.seeds(saved["seeds"].as_u64().unwrap_or(u64::MAX).min(table.next_number()));
        let Place { resource, part, .. } = place;
        Ok(Change::Open { resource, part, table: Box::new(table) })
    }
}

fn wrong(what: &str) -> Outside {
    Outside::Import(what.to_owned())
}
