//! The list of what does not hold, kept honest: nothing else is wrong, and all that is listed still is.

use std::collections::{BTreeMap, BTreeSet};

use crate::documents::{Looked, all};

/// Holds what was found to the list; `test` is the first cell of its rows.
#[track_caller]
pub(crate) fn compare(test: &str, looked: &BTreeMap<String, Looked>) {
    let rows = include_str!("exceptions.tsv").lines().skip(1);
    let listed: BTreeSet<(&str, &str)> = rows
        .filter_map(|row| {
            let cells: Vec<_> = row.split('\t').collect();
            let [of, document, pointer, _reason] = cells[..] else { panic!("four cells: {row}") };
            (of == test).then_some((document, pointer))
        })
        .collect();
    let mut complaints = Vec::new();
    for (document, looked) in looked {
        for (pointer, reason) in &looked.wrong {
            if !listed.contains(&(document, pointer)) {
                complaints.push(format!("{test}\t{document}\t{pointer}\t{reason}"));
            }
        }
    }
    for (document, pointer) in listed {
        let Some(looked) = looked.get(document) else { continue };
        let is_seen = all() || looked.seen.contains(pointer);
        if is_seen && !looked.wrong.contains_key(pointer) {
            complaints.push(format!("{test}\t{document}\t{pointer}\tis listed, and works"));
        }
    }
    assert!(complaints.is_empty(), "{} rows:\n{}", complaints.len(), complaints.join("\n"));
}
