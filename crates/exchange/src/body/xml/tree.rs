//! Elements, as far as schemas speak of them.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::MAX_DEPTH;

/// An element with local names.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    pub(super) text: String,
}

/// Reads a document; entities of its own are not known, so none can grow.
pub(super) fn parse(text: &str) -> Result<Element, String> {
    let broken = |error: &dyn std::fmt::Display| format!("is not XML: {error}");
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(_) if open.len() > MAX_DEPTH => {
                return Err(broken(&format!("more than {MAX_DEPTH} elements are nested")));
            }
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => top(&mut open).children.push(element(&start)?),
            Event::End(_) => {
                let closed = open.pop().unwrap_or_default();
                top(&mut open).children.push(closed);
            }
            Event::Text(text) => top(&mut open).text += &text.xml10_content(),
            Event::CData(text) => top(&mut open).text += &text.xml10_content(),
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().map_err(|error| broken(&error))?;
                let named = entity.xml10_content();
                match (character, resolve_predefined_entity(&named)) {
                    (Some(character), _) => top(&mut open).text.push(character),
                    (None, Some(text)) => top(&mut open).text += text,
                    (None, None) => return Err(broken(&format!("`&{named};` stands for nothing"))),
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    let document = open.swap_remove(0);
    let is_closed = open.is_empty();
    let root = document.children.into_iter().next().filter(|_| is_closed);
    root.ok_or_else(|| broken(&"there is no element, or one that does not end"))
}

fn top(open: &mut [Element]) -> &mut Element {
    open.last_mut().expect("the reader lets no element end that did not start")
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| format!("is not XML: {error}"))?;
        let value = quick_xml::escape::unescape(&attribute.value);
        let value = value.map_err(|error| format!("is not XML: {error}"))?.into_owned();
        let key: &str = attribute.key.as_ref();
        if key != "xmlns" && !key.starts_with("xmlns:") {
            attributes.push((local(key).to_owned(), value));
        }
    }
    let name = local(start.name().as_ref()).to_owned();
    Ok(Element { name, attributes, ..Element::default() })
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
