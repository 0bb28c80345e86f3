//! What the API remembers: advisors, one contact for each login, and its messages.

use serde_json::{Value, json};
use utoipa::ToSchema;

/// An advisor at the broker's.
#[derive(Debug, ToSchema)]
pub struct User {
    /// The number of the advisor.
    pub id: i64,
    /// The advisor's name.
    #[schema(extensions(("x-faker" = json!("name.full"))))]
    pub name: String,
}

/// The client behind a login.
#[derive(Debug, ToSchema)]
pub struct Contact {
    /// The number of the contact.
    pub id: i64,
    /// The contact's number as it is written.
    #[schema(extensions(("x-faker" = json!("token.short"))))]
    pub nr: String,
    /// The first name.
    #[schema(extensions(("x-faker" = json!("name.first"))))]
    pub name_1: String,
    /// The last name.
    #[schema(extensions(("x-faker" = json!("name.last"))))]
    pub name_2: String,
}

/// Gives the resources; a message also knows its advisor (`user_id`, `null` for the system) and whether it is `muted`.
///
/// The forty messages at the start go round the system and three advisors in turn; the last twelve are unread.
pub(super) fn resources() -> Value {
    json!({
        "users": {
            "key": "id",
            "schema": "#/components/schemas/User",
            "new": { "id": "=seq" },
            "seed": {
                "count": 4,
                "records": [{ "id": 1, "name": "User Known" }, { "id": 12 }, { "id": 17 }],
            },
        },
        "contacts": {
            "key": "id",
            "schema": "#/components/schemas/Contact",
            "partition": { "login": "=auth.sub" },
            "new": { "id": "=seq" },
            "seed": 1,
        },
        "messages": {
            "key": "id",
            "schema": "#/components/schemas/ChatMessage",
            "partition": { "login": "=auth.sub" },
            "new": {
                "id": "=seq",
                "from_user": false,
                "read": false,
                "read_at": null,
                "muted": false,
                "created_at": "=now()",
            },
            "seed": {
                "count": 40,
                "set": {
                    "user_id": "=[none, 1, 12, 17][index % 4]",
                    "from_user": "=index % 4 == 0 or index % 3 != 0",
                    "message": "=['Welcome to system', 'Hello this is Your Client Advisor [b]User Known[/] how can i help You ?'][index]",
                    "read": "=index < 28",
                    "read_at": "=(item.read_at or item.created_at) if index < 28 else none",
                    "muted": false,
                },
            },
        },
    })
}
