//! `form` and its relatives: `id=5`, `id=3&id=4` or, not exploded, `id=3,4`, `id=3%204`, `id=3|4` (RFC 6570 §3.2.8).

use std::borrow::Cow;

use counterpart_spec::Style;

use crate::texts::{Container, Texts};

use super::joined;

/// Reads what stands under a name; an exploded object has the keys that are its own, whatever its name. `None` when it is absent.
pub(crate) fn read<'r>(
    name: &str,
    style: (Style, bool),
    wanted: Option<Container>,
    pairs: &[(Cow<'r, str>, &'r str)],
    owns: impl Fn(&str) -> bool,
) -> Option<Result<Texts<'r>, String>> {
    let (style, explode) = style;
    let mut sent = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| *value);
    match wanted {
        Some(Container::Object) if explode => {
            let own = pairs.iter().filter(|(key, _)| owns(key));
            let own: Vec<_> = own.map(|(key, value)| (key.clone(), Cow::from(*value))).collect();
            (!own.is_empty()).then_some(Ok(Texts::Fields(own)))
        }
        Some(Container::Array) if explode => {
            let texts: Vec<_> = sent.map(Cow::from).collect();
            (!texts.is_empty()).then_some(Ok(Texts::List(texts)))
        }
        wanted => Some(joined::read(sent.next_back()?, separators(style), wanted)),
    }
}

/// Writes the pairs; the name is as it will be sent.
pub(crate) fn write(name: &str, style: (Style, bool), texts: &Texts<'_>) -> Vec<(String, String)> {
    let (style, explode) = style;
    match texts {
        Texts::Fields(pairs) => {
            pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
        }
        Texts::List(elements) if explode => {
            elements.iter().map(|element| (name.to_owned(), element.to_string())).collect()
        }
        texts => {
            let separator = separators(style)[0];
            vec![(name.to_owned(), joined::write(texts, separator, separator))]
        }
    }
}

/// Lists what separates the elements, the one to write first: clients escape blanks and bars, so a bar that is escaped separates as well.
fn separators(style: Style) -> &'static [&'static str] {
    match style {
        Style::SpaceDelimited => &["%20", "+", " "],
        Style::PipeDelimited => &["|", "%7C", "%7c"],
        _ => &[","],
    }
}
