//! Lists: grouped, sorted, paged.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::expression::{Failure, Scope};
use crate::inference::plain;
use crate::language::Page;
use crate::store::{Row, Table, order, same, text};

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

/// The page that was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Paged {
    pub(super) total: usize,
    /// Number and size; `None` where no pager is used.
    pub(super) page: Option<(usize, usize)>,
    /// What asks for the next page, where there is one.
    pub(super) next: Option<Value>,
    /// The keys of the first and the last record on the page.
    pub(super) ends: Option<(Value, Value)>,
}

impl Paged {
    pub(super) fn bind(self, scope: &mut Scope) {
        scope.bind("total", Value::from(self.total));
        let (number, size) = self.page.unzip();
        scope.bind("page", Value::from(number));
        scope.bind("size", Value::from(size));
        scope.bind("more", Value::from(self.next.is_some()));
        scope.bind("next", self.next.unwrap_or_default());
        let (first, last) = self.ends.unwrap_or_default();
        scope.bind("first", first);
        scope.bind("last", last);
        scope.bind("pages", Value::from(size.map(|size| self.total.div_ceil(size.max(1)))));
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
    let shown: Vec<_> = items.skip(cut.start).take(cut.size).map(entry).collect();
    let paged = cut.paged(total, &shown);
    (shown, paged)
}

/// Gives the keys of the first and the last entry.
fn ends(shown: &[Entry]) -> Option<(Value, Value)> {
    let key = |entry: &Entry| Value::from(&*entry.row.key);
    Some((key(shown.first()?), key(shown.last()?)))
}

/// Where a page begins, and what asks for the next.
struct Cut {
    start: usize,
    size: usize,
    number: usize,
    by: By,
}

enum By {
    Number,
    Offset,
    Key,
}

impl Cut {
    fn paged(self, total: usize, shown: &[Entry]) -> Paged {
        let end = self.start.saturating_add(self.size);
        let next = (end < total).then(|| match self.by {
            By::Key => shown.last().map_or(Value::Null, |last| Value::from(&*last.row.key)),
            By::Offset => Value::from(end),
            By::Number => Value::from(self.number + 1),
        });
        Paged { total, page: Some((self.number, self.size)), next, ends: ends(shown) }
    }
}

/// Finds where the page begins; `None` where no pager is used.
fn cut(
    total: usize,
    page: Option<&Page>,
    scope: &Scope,
    position: impl Fn(&str) -> Option<usize>,
) -> Result<Option<Cut>, Failure> {
    let Some((page, size)) = sized(page, scope)? else { return Ok(None) };
    let number = number(page.number.as_ref(), scope)?;
    let offset = number_or_none(page.offset.as_ref(), scope)?;
    let after = page.after.as_ref().map(|after| after.value(scope)).transpose()?.flatten();
    let (start, number) = match (after, offset) {
        (Some(after), _) => {
            let start = position(&text(&after)).map_or(total, |at| at + 1);
            (start, start / size.max(1) + 1)
        }
        (None, Some(offset)) => (offset, (offset / size.max(1)).saturating_add(1)),
        (None, None) => ((number - 1).saturating_mul(size), number),
    };
    let by = match page {
        Page { after: Some(_), .. } => By::Key,
        Page { offset: Some(_), .. } => By::Offset,
        _ => By::Number,
    };
    Ok(Some(Cut { start, size, number, by }))
}

/// Counts the pages where a verb other than `list` says a page size.
pub(super) fn counted(total: usize, page: Option<&Page>, scope: &Scope) -> Result<Paged, Failure> {
    Ok(match sized(page, scope)? {
        Some((page, size)) => {
            let page = Some((number(page.number.as_ref(), scope)?, size));
            Paged { total, page, ..Paged::default() }
        }
        None => Paged { total, ..Paged::default() },
    })
}

fn sized<'p>(page: Option<&'p Page>, scope: &Scope) -> Result<Option<(&'p Page, usize)>, Failure> {
    let Some(page) = page else { return Ok(None) };
    let size = number_or_none(page.size.as_ref(), scope)?;
    Ok(size.map(|size| (page, size)))
}

fn number(template: Option<&crate::expression::Template>, scope: &Scope) -> Result<usize, Failure> {
    Ok(number_or_none(template, scope)?.unwrap_or(1).max(1))
}

fn number_or_none(
    template: Option<&crate::expression::Template>,
    scope: &Scope,
) -> Result<Option<usize>, Failure> {
    let value = template.map(|template| template.value(scope)).transpose()?.flatten();
    Ok(value.and_then(|value| match value {
        Value::Number(number) => usize::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }))
}
