//! Whether a list is in the order that was asked for, as far as every way to compare agrees.

use std::cmp::Ordering;

use serde_json::{Map, Value};

/// The order that a list was asked for.
#[derive(Debug, PartialEq)]
pub(super) struct Sorting {
    pub(super) field: String,
    is_descending: bool,
}

impl Sorting {
    /// Reads an order by one field that the records show: `name`, `-name`, `name:desc`, `name desc`.
    pub(super) fn read(
        by: &str,
        direction: Option<&str>,
        records: &[&Map<String, Value>],
    ) -> Option<Self> {
        let words: Vec<_> = by.split([',', ' ', ':', ';']).filter(|w| !w.is_empty()).collect();
        let (name, word) = match words[..] {
            [name] => (name, None),
            [name, word] => (name, Some(word)),
            _ => return None,
        };
        let turns = |word: &str| {
            let word = word.to_ascii_lowercase();
            match word.as_str() {
                "asc" | "ascending" => Some(false),
                "desc" | "descending" => Some(true),
                _ => None,
            }
        };
        let word = word.map_or(Some(false), turns)?;
        let direction = direction.map_or(Some(false), turns)?;
        let minus = name.starts_with('-');
        let field = name.trim_start_matches(['-', '+']);
        let is_shown = !records.is_empty() && records.iter().all(|r| r.contains_key(field));
        let is_descending = (minus || word) != direction;
        is_shown.then(|| Self { field: field.to_owned(), is_descending })
    }

    /// Finds the first record that must not stand before the next one.
    pub(super) fn first_wrong(&self, records: &[&Map<String, Value>]) -> Option<usize> {
        let wrong = if self.is_descending { Ordering::Less } else { Ordering::Greater };
        let pairs = records.windows(2);
        let compares =
            |pair: &[&Map<String, Value>]| compare(&pair[0][&self.field], &pair[1][&self.field]);
        pairs.map(compares).position(|order| order == Some(wrong))
    }
}

/// Compares two values; `None` where it depends on who compares.
fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        (Value::String(left), Value::String(right)) => {
            let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
            let date = |text: &str| text.parse::<jiff::civil::Date>().ok();
            if let (Some(left), Some(right)) = (moment(left), moment(right)) {
                return Some(left.cmp(&right));
            }
            if let (Some(left), Some(right)) = (date(left), date(right)) {
                return Some(left.cmp(&right));
            }
            // Of digits it may be the order of numbers, of other letters that of any language.
            let is_plain = |text: &str| {
                !text.is_empty() && text.chars().all(|c| c.is_ascii() && !c.is_ascii_digit())
            };
            let lower = |text: &str| text.to_ascii_lowercase();
            let letters = |text: &str| {
                lower(text).chars().filter(char::is_ascii_alphabetic).collect::<String>()
            };
            // By bytes, without case, and without what stands between the letters.
            let order = left.cmp(right);
            let agree = order == lower(left).cmp(&lower(right))
                && order == letters(left).cmp(&letters(right));
            (is_plain(left) && is_plain(right) && agree).then_some(order)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn wrong(by: &str, direction: Option<&str>, values: &[Value]) -> Option<usize> {
        let records: Vec<Map<_, _>> =
            values.iter().map(|v| Map::from_iter([("name".to_owned(), v.clone())])).collect();
        let records: Vec<_> = records.iter().collect();
        Sorting::read(by, direction, &records).unwrap().first_wrong(&records)
    }

    #[test]
    fn only_what_all_agree_on_is_an_order() {
        assert_eq!(wrong("name", None, &[json!(1), json!(2), json!(10)]), None);
        assert_eq!(wrong("name", None, &[json!(1), json!(10), json!(2)]), Some(1));
        assert_eq!(wrong("-name", None, &[json!(1), json!(2)]), Some(0));
        assert_eq!(wrong("name", Some("desc"), &[json!("b"), json!("a")]), None);
        assert_eq!(wrong("name:desc", None, &[json!("a"), json!("b")]), Some(0));
        assert_eq!(wrong("name", None, &[json!("b"), json!("a")]), Some(0));
        assert_eq!(wrong("name", None, &[json!("a"), json!("B")]), None);
        assert_eq!(wrong("name", None, &[json!("B"), json!("a")]), None);
        assert_eq!(wrong("name", None, &[json!("x y"), json!("a b")]), Some(0));
        assert_eq!(wrong("name", None, &[json!("a-b"), json!("a b")]), None);
        assert_eq!(wrong("name", None, &[json!("x9"), json!("x10")]), None);
        assert_eq!(wrong("name", None, &[json!(null), json!(2)]), None);
        assert_eq!(wrong("name", None, &[json!("2024-01-02"), json!("2024-01-01")]), Some(0));
    }
}
