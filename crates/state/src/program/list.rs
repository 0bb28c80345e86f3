//! Lists: grouped, sorted, paged.

use std::sync::Arc;

use serde_json::Value;

use crate::expression::{Failure, Scope};
use crate::language::Page;
use crate::store::{Row, order, same, text};

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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Paged {
    pub(super) total: usize,
    /// Number and size; `None` where no pager is used.
    pub(super) page: Option<(usize, usize)>,
}

impl Paged {
    pub(super) fn bind(self, scope: &mut Scope) {
        scope.bind("total", Value::from(self.total));
        let (number, size) = self.page.unzip();
        scope.bind("page", Value::from(number));
        scope.bind("size", Value::from(size));
        scope.bind("pages", Value::from(size.map(|size| self.total.div_ceil(size))));
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

/// Sorts by `field` or `-field`; records that compare equal keep their order.
pub(super) fn sort(entries: &mut [Entry], by: &str, direction: Option<&str>) {
    let (field, reversed) = by.strip_prefix('-').map_or((by, false), |field| (field, true));
    let descending = reversed != direction.is_some_and(|way| way.eq_ignore_ascii_case("desc"));
    entries.sort_by(|left, right| {
        let order = order(&left.row.field(field), &right.row.field(field));
        if descending { order.reverse() } else { order }
    });
}

/// Cuts out the page that was asked for.
pub(super) fn page(
    entries: Vec<Entry>,
    page: Option<&Page>,
    scope: &Scope,
) -> Result<(Vec<Entry>, Paged), Failure> {
    let total = entries.len();
    let Some((page, size)) = sized(page, scope)? else {
        return Ok((entries, Paged { total, page: None }));
    };
    let number = number(page.number.as_ref(), scope)?;
    let offset = number_or_none(page.offset.as_ref(), scope)?;
    let after = page.after.as_ref().map(|after| after.value(scope)).transpose()?.flatten();
    let (start, number) = match (after, offset) {
        (Some(after), _) => {
            let after = text(&after);
            let at = entries.iter().position(|entry| entry.row.key == after);
            let start = at.map_or(total, |at| at + 1);
            (start, start / size + 1)
        }
        (None, Some(offset)) => (offset, (offset / size).saturating_add(1)),
        (None, None) => ((number - 1).saturating_mul(size), number),
    };
    let shown = entries.into_iter().skip(start).take(size).collect();
    Ok((shown, Paged { total, page: Some((number, size)) }))
}

/// Counts the pages where a verb other than `list` says a page size.
pub(super) fn counted(total: usize, page: Option<&Page>, scope: &Scope) -> Result<Paged, Failure> {
    Ok(match sized(page, scope)? {
        Some((page, size)) => {
            Paged { total, page: Some((number(page.number.as_ref(), scope)?, size)) }
        }
        None => Paged { total, page: None },
    })
}

fn sized<'p>(page: Option<&'p Page>, scope: &Scope) -> Result<Option<(&'p Page, usize)>, Failure> {
    let Some(page) = page else { return Ok(None) };
    let size = number_or_none(page.size.as_ref(), scope)?;
    Ok(size.filter(|size| *size > 0).map(|size| (page, size)))
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
