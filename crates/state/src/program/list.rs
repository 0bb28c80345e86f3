//! Lists: grouped, sorted, cut into pages.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::page::{Cut, Paged, cut, ends};
use crate::expression::{Failure, Scope};
use crate::inference::plain;
use crate::language::Page;
use crate::store::{Row, Table, order, same};

/// One item of a list: a record, or the last record of a group with the others.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) row: Arc<Row>,
    pub(super) group: Option<Arc<[Arc<Row>]>>,
}

impl Entry {
    pub(super) fn alone(row: Arc<Row>) -> Self {
        Self { row, group: None }
    }
}

/// Makes one entry for each value of a field, at its last record.
pub(super) fn group(entries: Vec<Entry>, field: &str) -> Vec<Entry> {
    let mut groups: Vec<(Value, Vec<Arc<Row>>)> = Vec::new();
    for Entry { row, .. } in entries {
        let value = row.value.get(field).cloned().unwrap_or_default();
        match groups.iter_mut().find(|(known, _)| same(known, &value)) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((value, vec![row])),
        }
    }
    let entry = |(_, rows): (Value, Vec<Arc<Row>>)| {
        let row = Arc::clone(rows.last()?);
        Some(Entry { row, group: Some(rows.into()) })
    };
    groups.into_iter().filter_map(entry).collect()
}

/// The words of an order that are looked at; nobody means more.
const MAX_WORDS: usize = 16;

/// Sorts by one field or several, `name,-date` or `name:asc date:desc`; records that compare equal keep their order.
pub(super) fn sort(entries: &mut [Entry], by: &str, direction: Option<&str>) {
    let turned = direction.is_some_and(is_descending);
    let mut keys: Vec<(String, bool)> = Vec::new();
    let words = by.split([',', ' ', ':', ';']).filter(|word| !word.is_empty());
    for word in words.take(MAX_WORDS) {
        match keys.last_mut() {
            Some((_, descending)) if is_direction(word) => {
                *descending = is_descending(word) != turned;
            }
            _ => {
                let name = word.trim_start_matches(['-', '+']);
                if let Some(field) = field(entries, name) {
                    keys.push((field, word.starts_with('-') != turned));
                }
            }
        }
    }
    entries.sort_by(|left, right| {
        let mut orders = keys.iter().map(|(field, descending)| {
            let order = order(&left.row.field(field), &right.row.field(field));
            if *descending { order.reverse() } else { order }
        });
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
}

fn is_direction(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["asc", "desc", "ascending", "descending"].contains(&word.as_str())
}

fn is_descending(word: &str) -> bool {
    word.to_ascii_lowercase().starts_with("desc")
}

/// Finds the field of the records that a name of an order means: `created` is `created_at`, too.
fn field(entries: &[Entry], name: &str) -> Option<String> {
    let names =
        || entries.iter().filter_map(|entry| entry.row.value.as_object()).flat_map(Map::keys);
    let is = |wanted: String| names().find(|known| plain(known) == wanted).cloned();
    let exact = names().find(|known| *known == name).cloned();
    let name = plain(name);
    exact.or_else(|| is(name.clone())).or_else(|| is(format!("{name}at")))
}

/// Cuts out the page that was asked for.
pub(super) fn page(
    entries: Vec<Entry>,
    page: Option<&Page>,
    scope: &Scope,
) -> Result<(Vec<Entry>, Paged), Failure> {
    let total = entries.len();
    let position = |key: &str| entries.iter().position(|entry| *entry.row.key == *key);
    let cut = cut(total, page, scope, position)?;
    Ok(shown(entries.into_iter(), |entry| entry, total, cut))
}

/// Cuts the page that was asked for out of all records, without a look at the others.
pub(super) fn window(
    table: Option<&Table>,
    page: Option<&Page>,
    scope: &Scope,
) -> Result<(Vec<Entry>, Paged), Failure> {
    let total = table.map_or(0, Table::len);
    let rows = || table.into_iter().flat_map(Table::rows);
    let position = |key: &str| rows().position(|row| *row.key == *key);
    let cut = cut(total, page, scope, position)?;
    Ok(shown(rows(), |row| Entry::alone(Arc::clone(row)), total, cut))
}

/// Takes the page out of all entries; without a pager, all of them.
fn shown<T>(
    items: impl Iterator<Item = T>,
    entry: impl Fn(T) -> Entry,
    total: usize,
    cut: Option<Cut>,
) -> (Vec<Entry>, Paged) {
    let Some(cut) = cut else {
        let shown: Vec<_> = items.map(entry).collect();
        let ends = ends(&shown);
        return (shown, Paged { total, ends, ..Paged::default() });
    };
    let shown: Vec<_> = items.skip(cut.start).take(cut.end - cut.start).map(entry).collect();
    let paged = cut.paged(total, &shown);
    (shown, paged)
}
