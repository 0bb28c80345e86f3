//! Pages: where one begins and ends, by a number, an offset or a key, and what asks for those beside it.

use serde_json::Value;

use super::list::Entry;
use crate::expression::{Failure, Scope, Template};
use crate::language::Page;
use crate::store::text;

/// The page that was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Paged {
    pub(super) total: usize,
    /// Number, counted from one, and size; `None` where no pager is used.
    pub(super) page: Option<(usize, usize)>,
    /// How many records stand before the page.
    pub(super) offset: usize,
    /// Whether there is more in the direction that was asked for.
    pub(super) more: bool,
    /// What asks for the next page, where there is one.
    pub(super) next: Option<Value>,
    /// What asks for the page before, where there is one.
    pub(super) prev: Option<Value>,
    /// The keys of the first and the last record on the page.
    pub(super) ends: Option<(Value, Value)>,
}

impl Paged {
    pub(super) fn bind(self, scope: &mut Scope) {
        let (number, size) = self.page.unzip();
        let (first, last) = self.ends.unwrap_or_default();
        let pages = size.map(|size| self.total.div_ceil(size.max(1)));
        scope.bind_all([
            ("total", Value::from(self.total).into()),
            ("page", Value::from(number).into()),
            ("size", Value::from(size).into()),
            ("offset", Value::from(self.offset).into()),
            ("more", Value::from(self.more).into()),
            ("next", self.next.unwrap_or_default().into()),
            ("prev", self.prev.unwrap_or_default().into()),
            ("first", first.into()),
            ("last", last.into()),
            ("pages", Value::from(pages).into()),
        ]);
    }
}

/// Gives the keys of the first and the last entry.
pub(super) fn ends(shown: &[Entry]) -> Option<(Value, Value)> {
    let key = |entry: &Entry| Value::from(&*entry.row.key);
    Some((key(shown.first()?), key(shown.last()?)))
}

/// Which of the records a page has, and what the others are asked for by.
pub(super) struct Cut {
    pub(super) start: usize,
    pub(super) end: usize,
    size: usize,
    /// Counted from one.
    number: usize,
    by: By,
    backwards: bool,
}

enum By {
    /// Holds what the first page is called.
    Number(usize),
    Offset,
    Key,
}

impl Cut {
    pub(super) fn paged(self, total: usize, shown: &[Entry]) -> Paged {
        let Self { start, end, size, number, .. } = self;
        let ends = ends(shown);
        let (first, last) = ends.clone().unwrap_or_default();
        let (next, prev) = match self.by {
            By::Key => (last, first),
            By::Offset => (Value::from(end), Value::from(start.min(total).saturating_sub(size))),
            By::Number(base) => {
                let before = (number - 1).min(total.div_ceil(size.max(1)));
                (Value::from(number + base), Value::from((before + base).saturating_sub(1)))
            }
        };
        let (has_next, has_prev) = (end < total, start > 0);
        Paged {
            total,
            page: Some((number, size)),
            offset: start,
            more: if self.backwards { has_prev } else { has_next },
            next: has_next.then_some(next),
            prev: has_prev.then_some(prev),
            ends,
        }
    }
}

/// Finds where the page begins; `None` where no pager is used.
pub(super) fn cut(
    total: usize,
    page: Option<&Page>,
    scope: &Scope,
    position: impl Fn(&str) -> Option<usize>,
) -> Result<Option<Cut>, Failure> {
    let Some((page, size)) = sized(page, scope)? else { return Ok(None) };
    let (at, is_sent) = near(page, scope, (total, size), position)?;
    let offset = number_or_none(page.offset.as_ref(), scope)?;
    let (start, end, number) = if let Some((start, end)) = at {
        (start, end, start / size.max(1) + 1)
    } else if let Some(offset) = offset {
        let start = offset.min(MAX_START);
        (start, start.saturating_add(size), start / size.max(1) + 1)
    } else {
        let number = number(page, scope)?.min(MAX_START / size.max(1));
        let start = (number.max(1) - 1) * size;
        (start, start.saturating_add(size), number.max(1))
    };
    let by = match page {
        Page { number: None, offset: None, after, before, around, .. }
            if [after, before, around].iter().any(|key| key.is_some()) =>
        {
            By::Key
        }
        _ if at.is_some() => By::Key,
        Page { offset: Some(_), .. } => By::Offset,
        page => By::Number(first(page)),
    };
    Ok(Some(Cut { start, end, size, number, by, backwards: is_sent == Some("before") }))
}

/// Pages begin no further on than this: what is shown of them are numbers of 64 bits with a sign.
const MAX_START: usize = usize::MAX >> 1;

/// Which records stand after a record, before it, or around it; none at a key that no record has.
type Near = (Option<(usize, usize)>, Option<&'static str>);

/// Finds the records near the one whose key is sent, and the clause that it is sent for.
fn near(
    page: &Page,
    scope: &Scope,
    (total, size): (usize, usize),
    position: impl Fn(&str) -> Option<usize>,
) -> Result<Near, Failure> {
    for (clause, template) in
        [("after", &page.after), ("before", &page.before), ("around", &page.around)]
    {
        let key = template.as_ref().map(|key| key.value(scope)).transpose()?.flatten();
        let Some(key) = key.map(|key| text(&key).to_string()).filter(|key| !key.is_empty()) else {
            continue;
        };
        let at = position(&key);
        let start = match clause {
            "after" => at.map_or(total, |at| at + 1),
            "before" => at.unwrap_or(0).saturating_sub(size),
            _ => at.map_or(total, |at| at.saturating_sub(size / 2)),
        };
        let end = if clause == "before" { at.unwrap_or(0) } else { start.saturating_add(size) };
        return Ok((Some((start, end)), Some(clause)));
    }
    Ok((None, None))
}

/// Counts the pages where a verb other than `list` says a page size.
pub(super) fn counted(total: usize, page: Option<&Page>, scope: &Scope) -> Result<Paged, Failure> {
    Ok(match sized(page, scope)? {
        Some((page, size)) => {
            let page = Some((number(page, scope)?, size));
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

/// Gives the number of the page, counted from one.
fn number(page: &Page, scope: &Scope) -> Result<usize, Failure> {
    let sent = number_or_none(page.number.as_ref(), scope)?;
    Ok(sent.map_or(1, |sent| sent.saturating_sub(first(page)).saturating_add(1)))
}

/// Gives what the first page is called.
fn first(page: &Page) -> usize {
    usize::from(page.first != Some(0))
}

fn number_or_none(template: Option<&Template>, scope: &Scope) -> Result<Option<usize>, Failure> {
    let value = template.map(|template| template.value(scope)).transpose()?.flatten();
    Ok(value.and_then(|value| match value {
        Value::Number(number) => usize::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }))
}
