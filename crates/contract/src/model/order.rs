//! Whether a list is in the order that was asked for, as far as every way to compare agrees.

use std::cmp::Ordering;

use serde_json::{Map, Value};

/// The order that a list was asked for.
#[derive(Debug, PartialEq)]
pub(super) struct Sorting {
    pub(super) field: String,
    /// `None` where nobody says which end comes first: of ratings often the highest, of names the lowest.
    is_descending: Option<bool>,
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
        let is_said = word.is_some() || direction.is_some() || name.starts_with(['-', '+']);
        let word = word.map_or(Some(false), turns)?;
        let direction = direction.map_or(Some(false), turns)?;
        let minus = name.starts_with('-');
        let field = name.trim_start_matches(['-', '+']);
        let is_shown = !records.is_empty() && records.iter().all(|r| r.contains_key(field));
        let is_descending = is_said.then_some((minus || word) != direction);
        is_shown.then(|| Self { field: field.to_owned(), is_descending })
    }

    /// Takes the lowest as the first where nobody says, as documents have it that declare an order.
    pub(super) fn or_ascending(self) -> Self {
        Self { is_descending: Some(self.is_descending.unwrap_or(false)), ..self }
    }

    /// Finds the first record that must not stand before the next one: of an order without a direction, one that turns it round.
    pub(super) fn first_wrong(&self, records: &[&Map<String, Value>]) -> Option<usize> {
        let orders = self.orders(records);
        let first = orders.iter().flatten().find(|order| order.is_ne())?;
        let wrong = match self.is_descending {
            Some(true) => Ordering::Less,
            Some(false) => Ordering::Greater,
            None => first.reverse(),
        };
        orders.iter().position(|order| *order == Some(wrong))
    }

    /// Tells whether what stands in this order hardly does so by chance: equal values do in any, and two always go one way.
    pub(super) fn is_shown_by(&self, records: &[&Map<String, Value>]) -> bool {
        let orders = self.orders(records);
        let steps = orders.iter().flatten().filter(|order| order.is_ne()).count();
        records.len() > 2 && steps > usize::from(self.is_descending.is_none())
    }

    /// Compares each record with the next one.
    fn orders(&self, records: &[&Map<String, Value>]) -> Vec<Option<Ordering>> {
        let pairs = records.windows(2);
        pairs.map(|pair| compare(&pair[0][&self.field], &pair[1][&self.field])).collect()
    }
}

/// Tells whether the records up to one and those after it differ in a truth value, as where those that are pinned come first.
pub(super) fn is_grouped(records: &[&Map<String, Value>], last: usize) -> bool {
    let (before, after) = records.split_at(last + 1);
    let all = |records: &[&Map<String, Value>], field: &str, truth: bool| {
        records.iter().all(|record| record.get(field) == Some(&Value::Bool(truth)))
    };
    let fields = records.first().into_iter().flat_map(|record| record.iter());
    let mut flags = fields.filter_map(|(field, value)| Some((field, value.as_bool()?)));
    flags.any(|(field, truth)| all(before, field, truth) && all(after, field, !truth))
}

/// Compares two values; `None` where it depends on who compares.
pub(super) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
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

    fn records(values: &[Value]) -> Vec<Map<String, Value>> {
        values.iter().map(|v| Map::from_iter([("name".to_owned(), v.clone())])).collect()
    }

    #[track_caller]
    fn wrong(by: &str, direction: Option<&str>, values: &[Value]) -> Option<usize> {
        let records = records(values);
        let records: Vec<_> = records.iter().collect();
        Sorting::read(by, direction, &records).unwrap().or_ascending().first_wrong(&records)
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
    #[test]
    fn without_a_direction_either_will_do() {
        for (values, expected, is_shown) in [
            (json!([3, 2, 1]), None, true),
            (json!([1, 2, 3]), None, true),
            (json!([1, 2, 1]), Some(1), true),
            (json!([2, 2, 1, 3]), Some(2), true),
            (json!([2, 2, 1]), None, false),
            (json!([2, 2, 2]), None, false),
            (json!([2, 1]), None, false),
        ] {
            let records = records(values.as_array().unwrap());
            let records: Vec<_> = records.iter().collect();
            let sorting = Sorting::read("name", None, &records).unwrap();
            assert_eq!(sorting.first_wrong(&records), expected, "{values}");
            assert_eq!(sorting.is_shown_by(&records), is_shown, "{values}");
        }
    }
}
