//! Notes on conversations, on what is unread, and on the page as a whole.

use crate::note::Confidence::{High, Medium};
use crate::note::Mark;
use crate::note::Note::{self, Ambiguity, Discrepancy};

pub(super) const NOTES: &[Note] = &[
    Discrepancy {
        id: "BS-1",
        at: &["listConversations", "listUnread"],
        prose: "two sections, both at /chat/conversations, whose tables describe each other",
        example: "the only request, under the first section, asks for /chat/unreed, and its answer fits the first section's table",
        source: "Conversation list; Un-reeded messages list",
        resolution: "/chat/conversations answers rows with id, nr, contact and user, and can be sorted; /chat/unreed answers user_id, count and date",
        confidence: High,
    },
    Discrepancy {
        id: "BS-2",
        at: &["UnreadConversations.data", "ConversationMessages.data", "FloodedMessages.data"],
        prose: "an array where the example has an object, and an object where it has an array",
        example: "entries under the number of the user, 0 for the system; arrays of messages",
        source: "Conversation list, Conversation messages and Get flooded chat",
        resolution: "unread entries under their number, or an array where PHP writes one (the numbers are 0, 1, 2 and so on); messages in an array",
        confidence: High,
    },
    Discrepancy {
        id: "BS-13",
        at: &[
            "UnreadConversation.date",
            "Conversation.created_at",
            "ChatMessage.created_at",
            "LocalTime.date",
        ],
        prose: "string|date throughout",
        example: "local time without a zone, RFC 3339 with an offset, and PHP's date object",
        source: "Conversation list, Conversation messages and Post Message",
        resolution: "each as its example shows, in Zurich's time; conversations, which have no example, as messages",
        confidence: Medium,
    },
    Ambiguity {
        id: "BS-15",
        at: &["UnreadConversation.count", "listUnread"],
        question: "whose unread messages count, and whether muted conversations are among them",
        default: "messages to the contact; muted conversations too",
        alternatives: &["messages of both sides", "without muted conversations"],
    },
    Discrepancy {
        id: "BS-19",
        at: &["ChatError.errors"],
        prose: "an array, and associative; a refused token is documented elsewhere with code and message only",
        example: "none",
        source: "the error table of every section",
        resolution: "an object of field and message, or an empty array; a shape of its own for 401",
        confidence: Medium,
    },
    Ambiguity {
        id: "BS-20",
        at: &["Conversation"],
        question: "what a row of the list is, as no example shows one",
        default: "one row for each user and one for the system, with the last message's number and date; the contact's name is its two names",
        alternatives: &[],
    },
    Ambiguity {
        id: "BS-23",
        at: &["getConversationMessages", "getFloodedChat", "listConversations"],
        question: "the order of what is listed",
        default: "by number, the least first, as in the examples",
        alternatives: &[],
    },
    Ambiguity {
        id: "BS-24",
        at: &[
            "Conversations.status",
            "UnreadConversations.status",
            "ConversationMessages.status",
            "FloodedMessages.status",
        ],
        question: "which values status takes, being that of HTTP",
        default: "200, as refusals have another shape",
        alternatives: &[],
    },
    Ambiguity {
        id: "BS-25",
        at: &["listConversations?sort", "listConversations?order"],
        question: "the names of the parameters that sort, which stand on another page",
        default: "sort and order, ascending by chat.id unless given",
        alternatives: &[],
    },
    Discrepancy {
        id: "BS-26",
        at: &["info", "listUnread"],
        prose: "words such as un-reeded, strine and devided are misspelt",
        example: "the path says unreed",
        source: "throughout",
        resolution: "only unreed is part of the interface",
        confidence: High,
    },
    Discrepancy {
        id: "BS-27",
        at: &["info"],
        prose: "a JWT",
        example: "a token with [...] in place of its middle",
        source: "every request",
        resolution: "a placeholder; any token will do",
        confidence: High,
    },
    Note::external(&[
        "listConversations?sort",
        "listConversations?order",
        "Unauthorized",
        "User",
        "Contact",
    ]),
    Note::Mark {
        at: &["UnreadConversations.data"],
        key: "items",
        value: Mark::Schema("UnreadConversation"),
    },
];
