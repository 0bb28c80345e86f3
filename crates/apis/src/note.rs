//! What is said about a place of a document beside its types: contradictions, gaps, origins.

use serde_json::{Value, json};

/// A remark and the places it concerns.
///
/// A place is `info`, an operation (`listMessages`), a parameter (`listMessages?limit`), a response (`listMessages!200`), a request body (`createMessage!body`), a schema (`Message`) or a property (`Message.id`).
#[derive(Debug)]
pub(crate) enum Note {
    /// The page contradicts itself, or says what cannot be.
    Discrepancy {
        id: &'static str,
        at: &'static [&'static str],
        prose: &'static str,
        example: &'static str,
        source: &'static str,
        resolution: &'static str,
        confidence: Confidence,
    },
    /// The page is silent, and a choice had to be made.
    Ambiguity {
        id: &'static str,
        at: &'static [&'static str],
        question: &'static str,
        default: &'static str,
        alternatives: &'static [&'static str],
    },
    /// An extension or a keyword that utoipa has no words for.
    Mark { at: &'static [&'static str], key: &'static str, value: Mark },
}

/// The value of a mark.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mark {
    Flag(bool),
    Text(&'static str),
    Texts(&'static [&'static str]),
    /// A reference to a schema.
    Schema(&'static str),
}

/// How sure a resolution is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Confidence {
    High,
    Medium,
    Low,
}

impl Note {
    /// Marks what does not stand on the pages.
    pub(crate) const fn external(at: &'static [&'static str]) -> Self {
        Self::Mark { at, key: "x-source", value: Mark::Text("external") }
    }

    /// Marks examples that show fewer rows than they count.
    pub(crate) const fn elided(at: &'static [&'static str]) -> Self {
        Self::Mark { at, key: "x-example-elided", value: Mark::Flag(true) }
    }

    /// Lists the places the note concerns.
    pub(crate) fn places(&self) -> &'static [&'static str] {
        match self {
            Self::Discrepancy { at, .. } | Self::Ambiguity { at, .. } | Self::Mark { at, .. } => at,
        }
    }

    /// Names the extension that holds the note.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::Discrepancy { .. } => "x-discrepancy",
            Self::Ambiguity { .. } => "x-ambiguity",
            Self::Mark { key, .. } => key,
        }
    }

    /// Tells whether a place holds a list of such notes, and not just one.
    pub(crate) fn is_listed(&self) -> bool {
        !matches!(self, Self::Mark { .. })
    }

    /// Gives the note as it stands in the document.
    pub(crate) fn value(&self) -> Value {
        match self {
            Self::Discrepancy { id, prose, example, source, resolution, confidence, .. } => json!({
                "id": id,
                "prose": prose,
                "example": example,
                "source": source,
                "resolution": resolution,
                "confidence": confidence.as_str(),
            }),
            Self::Ambiguity { id, question, default, alternatives, .. } => json!({
                "id": id,
                "question": question,
                "default": default,
                "alternatives": alternatives,
            }),
            Self::Mark { value, .. } => match value {
                Mark::Flag(flag) => json!(flag),
                Mark::Text(text) => json!(text),
                Mark::Texts(texts) => json!(texts),
                Mark::Schema(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
            },
        }
    }
}

impl Confidence {
    fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}
