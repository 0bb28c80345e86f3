//! Notes on posting and muting.

use crate::note::Confidence::{High, Medium};
use crate::note::Note::{self, Ambiguity, Discrepancy};

pub(super) const NOTES: &[Note] = &[
    Discrepancy {
        id: "BS-8",
        at: &["muteConversation"],
        prose: "user_Id in the query",
        example: "the number in the path",
        source: "Mute conversation",
        resolution: "a path parameter",
        confidence: High,
    },
    Ambiguity {
        id: "BS-9",
        at: &["muteConversation"],
        question: "what exactly is muted, by a GET that has no opposite",
        default: "the messages so far; a later one is not muted, so the conversation is listed again",
        alternatives: &["the conversation as such, until an endpoint that is not documented"],
    },
    Discrepancy {
        id: "BS-10",
        at: &["PostedMessage"],
        prose: "from_user as a boolean, created_at as a string",
        example: "fromUser as 0, createdAt as PHP's date object; no envelope, and a comma is missing",
        source: "Post Message",
        resolution: "as in the example, repaired",
        confidence: Medium,
    },
    Ambiguity {
        id: "BS-16",
        at: &["NewMessage", "postMessage"],
        question: "what is required, how the 1500 are counted, what an empty text or an unknown user gives",
        default: "both fields are required; characters are counted before tags are removed; an empty text and an unknown user are refused with 400",
        alternatives: &["bytes", "counted after tags are removed"],
    },
    Discrepancy {
        id: "BS-17",
        at: &["postMessage!body"],
        prose: "JSON DATA",
        example: "no Content-Type, for which curl sends that of a form",
        source: "Post Message",
        resolution: "JSON, whatever the header says",
        confidence: High,
    },
    Discrepancy {
        id: "BS-21",
        at: &["postMessage!200", "muteConversation!200"],
        prose: "no status is named, and muting has an empty table",
        example: "200 for a POST; an empty object for muting",
        source: "Post Message and Mute conversation",
        resolution: "200, and an object without members",
        confidence: High,
    },
];
