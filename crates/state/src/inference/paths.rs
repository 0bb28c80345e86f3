//! Paths, read as words and parameters.

use counterpart_spec::{Piece, Template};

use super::words::one;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A literal segment.
    Word(String),
    /// A parameter that is a segment of its own.
    Parameter(String),
}

/// File endings of whole APIs (`/users/{id}.json`), which say nothing of what is served.
const ENDINGS: [&str; 4] = [".json", ".xml", ".php", ".yaml"];

/// Takes a path apart; `None` where a segment holds more than one parameter.
///
/// `{id}:cancel`, `orders:list`, `chat.postMessage` and `Orders({id})` are two steps each.
pub(crate) fn steps(path: &str) -> Option<Vec<Step>> {
    let template = Template::parse(path);
    let mut steps = Vec::new();
    for pieces in &template.segments {
        match pieces.as_slice() {
            [] => {}
            [Piece::Literal(text)] => {
                let text = without_ending(text).trim_end_matches('#');
                match text.split_once([':', '.']) {
                    Some((noun, deed)) if !noun.is_empty() && !deed.is_empty() => {
                        steps.extend([noun, deed].map(|word| Step::Word(word.to_owned())));
                    }
                    _ => steps.push(Step::Word(text.to_owned())),
                }
            }
            [Piece::Parameter { name, .. }] => steps.push(Step::Parameter(name.clone())),
            [Piece::Parameter { name, .. }, Piece::Literal(after)] => {
                steps.push(Step::Parameter(name.clone()));
                let after = without_ending(after).trim_start_matches([':', '.']);
                if !after.is_empty() {
                    steps.push(Step::Word(after.to_owned()));
                }
            }
            [Piece::Literal(noun), Piece::Parameter { name, .. }, Piece::Literal(after)]
                if noun.ends_with('(') && after == ")" =>
            {
                steps.push(Step::Word(noun.trim_end_matches('(').to_owned()));
                steps.push(Step::Parameter(name.clone()));
            }
            _ => return None,
        }
    }
    // `/files?op=copy` is not what `/files` is.
    template.query.is_empty().then_some(steps)
}

fn without_ending(text: &str) -> &str {
    ENDINGS.iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text)
}

/// Gives what is the same for paths to the same place: parameters without names, nouns in the singular.
pub(crate) fn shape(steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Word(word) => format!("/{}", one(word)),
        Step::Parameter(_) => "/{}".to_owned(),
    };
    steps.iter().map(step).collect()
}

/// Names the parameters among steps.
pub(super) fn parameters(steps: &[Step]) -> impl Iterator<Item = &str> {
    steps.iter().filter_map(|step| match step {
        Step::Parameter(name) => Some(name.as_str()),
        Step::Word(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fall_into_steps() {
        for (path, expected) in [
            ("/users/{id}/posts", Some("/user/{}/post")),
            ("/Users/{userId}.json", Some("/user/{}")),
            ("/orders/{id}:cancel", Some("/order/{}/cancel")),
            ("/v1/messages:send", Some("/v1/message/send")),
            ("/chat.postMessage", Some("/chat/postmessage")),
            ("/Products({id})", Some("/product/{}")),
            ("/compare/{a}...{b}", None),
            ("/", Some("")),
        ] {
            assert_eq!(steps(path).map(|steps| shape(&steps)).as_deref(), expected, "{path}");
        }
    }
}
