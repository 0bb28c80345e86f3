//! Which of the words that a document has for failures suit one: of several examples, and of the choices of a code.

use counterpart_schema::Outline;
use counterpart_spec::Example;
use serde_json::Value;

use super::speak::STATUSES;
use crate::inference::plain;
use crate::language::Kind;

/// What says a kind of failure, without case and separators; the plainest first.
pub(crate) fn words(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Unauthorized => &[
            "unauthorized",
            "unauthenticated",
            "notauthenticated",
            "authentication",
            "notauthed",
            "credential",
            "token",
            "apikey",
        ],
        Kind::Missing | Kind::Path => {
            &["notfound", "missing", "notexist", "nosuch", "doesntexist", "unknown", "gone"]
        }
        Kind::Conflict => &["conflict", "alreadyexists", "exists", "duplicate", "taken", "unique"],
        Kind::Invalid => {
            &["invalid", "validation", "badrequest", "malformed", "unprocessable", "wrong"]
        }
        Kind::MediaType => &["unsupportedmedia", "mediatype", "contenttype", "unsupported"],
        Kind::NotAcceptable => &["notacceptable", "accept"],
        Kind::Method => &["methodnotallowed", "method"],
        Kind::Precondition => &["precondition", "stale", "conflict"],
        Kind::TooLarge => &["toolarge", "toobig", "large"],
        Kind::Internal => &["internal", "servererror", "unexpected"],
        Kind::Preference => &[],
    }
}

/// What says the kind of a failure that a status tells of.
pub(super) fn words_for(status: u16) -> &'static [&'static str] {
    use Kind::{
        Conflict, Internal, Invalid, MediaType, Method, Missing, NotAcceptable, Precondition,
        TooLarge, Unauthorized,
    };
    let kinds = [
        Unauthorized,
        Missing,
        Conflict,
        Invalid,
        MediaType,
        NotAcceptable,
        Method,
        Precondition,
        TooLarge,
        Internal,
    ];
    let told = |kind: &&Kind| kind.statuses()[0] == status || **kind == Invalid && status == 400;
    kinds.iter().find(told).map_or(&[], |kind| words(*kind))
}

/// What says which keyword of a schema is broken, in the same form.
pub(super) fn words_of(keyword: &str) -> &'static [&'static str] {
    match keyword {
        "required" | "minLength" | "minItems" | "minProperties" => {
            &["required", "blank", "missing", "empty", "tooshort", "short"]
        }
        "maxLength" | "maxItems" | "maxProperties" => &["toolong", "toomany", "long"],
        "minimum" | "exclusiveMinimum" => &["toosmall", "toolow", "range"],
        "maximum" | "exclusiveMaximum" => &["toolarge", "toobig", "toohigh", "range"],
        "enum" | "const" => &["inclusion", "notinlist", "notallowed", "unknown"],
        "type" => &["type", "integer"],
        "format" | "pattern" => &["format", "pattern"],
        "uniqueItems" => &["unique", "duplicate"],
        _ => &[],
    }
}

/// Finds the choice of a code that has one of some words, the plainest word first; `None` where it has no choices, or none that suits better than the one at hand.
pub(super) fn choice<'f>(
    form: &'f Outline,
    said: Option<&Value>,
    words: &[&str],
) -> Option<&'f Value> {
    let choices = form.schema().annotation("enum")?.as_array()?;
    let says =
        |choice: &Value, word: &str| choice.as_str().is_some_and(|c| plain(c).contains(word));
    if said.is_some_and(|said| words.iter().any(|word| says(said, word))) {
        return None;
    }
    // The shorter, the less it says besides.
    let length = |choice: &&Value| choice.as_str().map(str::len);
    let saying = |word: &&str| choices.iter().filter(|c| says(c, word)).min_by_key(length);
    words.iter().find_map(saying)
}

/// Chooses of several examples the one that says most of what there is to say; of equal ones the first.
pub(super) fn example<'e>(
    examples: impl Iterator<Item = &'e Example>,
    (status, words, fields): (u16, &[&str], &[String]),
) -> Option<&'e Value> {
    let mut best: Option<(i32, &Value)> = None;
    for example in examples {
        let mut told = tells(&example.value, status);
        let text = plain(&format!("{} {}", example.name, example.value));
        told += i32::from(words.iter().any(|word| text.contains(word)));
        told +=
            i32::from(fields.iter().any(|field| !field.is_empty() && text.contains(&plain(field))));
        if best.is_none_or(|(most, _)| told > most) {
            best = Some((told, &example.value));
        }
    }
    best.map(|(_, value)| value)
}

/// Counts for an example where it has this status, and against it where it has another.
fn tells(value: &Value, status: u16) -> i32 {
    let of = |(name, value): (&String, &Value)| {
        let code = value.as_u64().or_else(|| value.as_str()?.parse().ok());
        match code.filter(|code| STATUSES.contains(&&*plain(name)) && (400..600).contains(code)) {
            Some(code) if code == u64::from(status) => 4,
            Some(_) => -4,
            None => tells(value, status),
        }
    };
    match value {
        Value::Object(fields) => fields.iter().map(of).sum(),
        Value::Array(values) => values.iter().map(|value| tells(value, status)).sum(),
        _ => 0,
    }
}
