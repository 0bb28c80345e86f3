//! The four APIs behave as their pages say; what reads better as prose is in `tests/scenarios`.

use std::collections::BTreeMap;

use rand::RngExt;
use serde_json::{Value, json};

use crate::support::{Served, read};

const FORM: &str = "X-Api-Key: your-api-key-here\nContent-Type: application/x-www-form-urlencoded";
const JSON: &str = "Authorization: Bearer t\nContent-Type: application/json";

/// The documented requests of Brilliant Directories, in the order of its pages.
const DOCUMENTED: [&str; 10] = [
    "listChatThreads",
    "getChatThread",
    "createChatThread",
    "updateChatThread",
    "deleteChatThread",
    "listMessages",
    "getMessage",
    "createMessage",
    "updateMessage",
    "deleteMessage",
];

#[test]
fn the_documented_session_gives_the_documented_answers() {
    let served = Served::new(&["openapi/brilliant-directories.yaml"]);
    for operation in DOCUMENTED {
        let fixture = |kind: &str| -> Value {
            let path = format!(
                "fixtures/documented/brilliant-directories/{operation}/example.{kind}.json"
            );
            serde_json::from_str(&read(&path)).unwrap()
        };
        let (sent, mut expected) = (fixture("request"), fixture("response"));
        let query = sent["query"].as_object().unwrap().iter();
        let query: Vec<_> = query.map(|(k, v)| format!("{k}={}", v.as_str().unwrap())).collect();
        let (method, path) = (sent["method"].as_str().unwrap(), sent["path"].as_str().unwrap());
        let body = sent["body_raw"].as_str().unwrap_or_default();
        let target = format!("{method} {path}?{}", query.join("&"));
        let reply = served.send(&format!("{target}\n{FORM}\n\n{body}"));
        assert_eq!(json!(reply.status), expected["status"], "{operation}");
        let mut body = reply.body;
        if operation == "listChatThreads" {
            // The page shows one of four rows.
            let shown = body["message"].as_array().unwrap()[..1].to_vec();
            assert_eq!(body["message"].as_array().unwrap().len(), 4);
            body["message"] = shown.into();
        }
        // As text, so that the order of the fields counts too.
        assert_eq!(body.to_string(), expected["body"].take().to_string(), "{operation}");
    }
}

/// Runs random calls against a model of a table: any order must keep ids, totals and rows.
#[test]
fn no_order_of_calls_breaks_a_table() {
    for seed in 0..40 {
        let served = Served::new(&["openapi/brilliant-directories.yaml"]);
        let mut rng = counterpart_generate::Seed(seed).stream(&["calls"]);
        let mut model: BTreeMap<u64, String> = [(1, "1".to_owned())].into();
        let mut highest = 1;
        for _ in 0..30 {
            let id = rng.random_range(1..=highest + 1);
            let status = rng.random_range(0..2).to_string();
            let found = model.contains_key(&id);
            let call = |method: &str, verb: &str, body: String| {
                let target = format!("{method} /api/v2/messages/{verb}\n{FORM}\n\n{body}");
                served.send(&target)
            };
            match rng.random_range(0..5) {
                0 => {
                    let reply = call("POST", "create", format!("status={status}&id=1"));
                    highest += 1;
                    assert_eq!(reply.body["message"]["id"], highest.to_string());
                    model.insert(highest, status);
                }
                1 => {
                    let reply = call("PUT", "update", format!("id={id}&status={status}"));
                    assert_eq!(reply.status == 200, found, "{}", reply.text);
                    model.entry(id).and_modify(|known| *known = status);
                }
                2 => {
                    let reply = call("DELETE", "delete", format!("id={id}"));
                    assert_eq!(reply.status == 200, found, "{}", reply.text);
                    model.remove(&id);
                }
                3 => {
                    let reply = call("GET", &format!("get/{id}"), String::new());
                    assert_eq!(reply.status == 200, found, "{}", reply.text);
                    if let Some(status) = model.get(&id) {
                        assert_eq!(reply.body["message"][0]["status"], **status);
                        assert_eq!(reply.body["total"], model.len().to_string());
                    }
                }
                _ => {
                    let limit = rng.random_range(1..5);
                    let reply = call("GET", &format!("get?limit={limit}"), String::new());
                    let ids = reply.body["message"].as_array().unwrap().iter();
                    let ids: Vec<_> =
                        ids.map(|row| row["id"].as_str().unwrap().to_owned()).collect();
                    let expected: Vec<_> = model.keys().take(limit).map(u64::to_string).collect();
                    assert_eq!(ids, expected);
                    assert_eq!(reply.body["total"], model.len().to_string());
                    assert_eq!(reply.body["total_pages"], model.len().div_ceil(limit));
                }
            }
        }
    }
}

#[test]
fn a_brokerstar_message_has_1500_characters_at_most() {
    let served = Served::new(&["openapi/brokerstar-chat.yaml"]);
    let post = |message: &str| {
        let body = json!({"message": message, "user": 1});
        served.send(&format!("POST /api/v3/chat\n{JSON}\n\n{body}"))
    };
    // Characters, not bytes.
    assert_eq!(post(&"ü".repeat(1500)).status, 200);
    let reply = post(&"u".repeat(1501));
    assert_eq!((reply.status, &reply.body["code"]), (400, &json!(400)));
    assert!(reply.body["errors"]["message"].is_string(), "{}", reply.text);
    for (message, stored) in [
        ("<p>Hi <b>you</b></p>", "Hi you"),
        ("[b]bold[/b] <i>not</i>", "[b]bold[/b] not"),
        ("1 < 2", "1 < 2"),
    ] {
        assert_eq!(post(message).body["message"], stored);
    }
    assert_eq!(post("<br>").status, 400, "nothing is left of it");
}

#[test]
fn filters_and_pages_of_a_conversation_combine() {
    let served = Served::new(&["openapi/brokerstar-chat.yaml"]);
    let get = |query: &str| served.ok(&format!("GET /api/v3/chat/messages/1?{query}\n{JSON}"));
    let all = get("");
    let rows = all["data"].as_array().unwrap().clone();
    assert_eq!((&all["page"], &all["limit"]), (&Value::Null, &Value::Null));
    assert_eq!(all["total"], rows.len());
    let third = &rows[2];
    let id = third["id"].as_u64().unwrap();
    assert_eq!(get(&format!("filters[last_id]={id}"))["data"], json!(rows[3..]));
    assert_eq!(get(&format!("filters%5Blast_id%5D={id}"))["data"], json!(rows[3..]));
    // The `+` of the offset may come raw, which decodes to a space.
    let moment = third["created_at"].as_str().unwrap();
    assert_eq!(get(&format!("filters[created_after]={moment}"))["data"], json!(rows[3..]));
    let both =
        get(&format!("filters[last_id]={id}&filters[created_after]={moment}&limit=2&page=2"));
    assert_eq!(both["data"], json!(rows[5..7]));
    let told = (&both["count"], &both["total"], &both["page"], &both["limit"]);
    assert_eq!(told, (&json!(2), &json!(rows.len() - 3), &json!(2), &json!(2)));
    // One without the other is no pager.
    assert_eq!(get("limit=2")["data"], all["data"]);
    assert_eq!(get("page=2")["data"], all["data"]);
}

#[test]
fn dates_come_in_their_documented_styles() {
    let served =
        Served::new(&["openapi/brokerstar-chat.yaml", "openapi/brilliant-directories.yaml"]);
    let posted =
        served.ok(&format!("POST /api/v3/chat\n{JSON}\n\n{{\"message\":\"m\",\"user\":1}}"));
    let expected = json!({"date": "2025-01-15 11:00:00.000000", "timezone_type": 3, "timezone": "Europe/Zurich"});
    assert_eq!(posted["createdAt"], expected);
    let flooded = served.ok(&format!(
        "GET /api/v3/chat/flooded?filters[last_id]={}\n{JSON}",
        posted["id"].as_u64().unwrap() - 1
    ));
    assert_eq!(flooded["data"][0]["created_at"], "2025-01-15T11:00:00+01:00");
    let unread = served.ok(&format!("GET /api/v3/chat/unreed\n{JSON}"));
    for entry in unread["data"].as_object().unwrap().values() {
        let date = entry["date"].as_str().unwrap();
        assert!(jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", date).is_ok(), "{date}");
    }
    let created = served.ok(&format!("POST /api/v2/messages/create\n{FORM}\n\nstatus=1"));
    assert_eq!(created["message"]["date"], "20250115100000");
}

#[test]
fn reading_again_keeps_the_first_moment_of_reading() {
    let served = Served::new(&["openapi/brokerstar-chat.yaml"]);
    let get = || served.ok(&format!("GET /api/v3/chat/messages/17\n{JSON}"))["data"].clone();
    let first = get();
    assert_eq!(first.as_array().unwrap().last().unwrap()["read_at"], "2025-01-15T11:00:00+01:00");
    served.wait(60);
    assert_eq!(get(), first);
    served.ok(&format!("POST /api/v3/chat\n{JSON}\n\n{{\"message\":\"m\",\"user\":17}}"));
    let posted = get().as_array().unwrap().last().unwrap().clone();
    assert_eq!(posted["read_at"], "2025-01-15T11:01:00+01:00");
}

#[test]
fn each_caller_has_an_own_inbox() {
    let served = Served::new(&["openapi/brokerstar-chat.yaml"]);
    let flooded = |token: &str| {
        served.ok(&format!("GET /api/v3/chat/flooded\nAuthorization: Bearer {token}"))["count"]
            .clone()
    };
    let before = flooded("other");
    served.ok(&format!("POST /api/v3/chat\n{JSON}\n\n{{\"message\":\"m\",\"user\":1}}"));
    assert_eq!(flooded("t"), before.as_u64().unwrap() + 1);
    assert_eq!(flooded("other"), before);
}

#[test]
fn chatbot_threads_are_there_for_any_chatbot() {
    let bodies: Vec<_> = (0..2)
        .map(|_| {
            let served = Served::new(&["openapi/chatbot-threads.yaml"]);
            let patch = |chatbot: &str| {
                let target = format!("PATCH /api/v1/chatting/{chatbot}/thread/update-thread");
                served.ok(&format!("{target}\n{JSON}\n\n[{{\"threadId\":\"thread-1\"}}]"))
            };
            // In another order the second time.
            (patch("361628903185318481"), patch("another"))
        })
        .collect();
    assert_eq!(bodies[0], bodies[1]);
    assert_ne!(bodies[0].0["data"], bodies[0].1["data"]);
}

#[test]
fn a_chatbot_thread_ends_once() {
    let served = Served::new(&["openapi/chatbot-threads.yaml"]);
    let patch = |item: &str| {
        let target = "PATCH /api/v1/chatting/7/thread/update-thread";
        let body = served.ok(&format!("{target}\n{JSON}\n\n[{{\"threadId\":\"thread-1\"{item}}}]"));
        let thread = &body["data"]["updatedThreads"][0][0];
        (thread["endedAt"].clone(), thread["updatedAt"].clone())
    };
    let untouched = patch("");
    served.wait(60);
    assert_eq!(patch(""), untouched, "an item with nothing but its thread changes nothing");
    let ended = patch(",\"resolved\":true").0;
    assert_eq!(ended, "2025-01-15T10:01:00Z");
    served.wait(60);
    assert_eq!(patch(",\"resolved\":true"), (ended, json!("2025-01-15T10:02:00Z")));
    assert_eq!(patch(",\"resolved\":false").0, Value::Null);
}

#[test]
fn a_chatbot_thread_error_refuses_the_whole_call() {
    let served = Served::new(&["openapi/chatbot-threads.yaml"]);
    let patch = |body: &str| {
        served.send(&format!("PATCH /api/v1/chatting/7/thread/update-thread\n{JSON}\n\n{body}"))
    };
    let title = || {
        patch("[{\"threadId\":\"thread-1\"}]").body["data"]["updatedThreads"][0][0]["title"].clone()
    };
    patch("[{\"threadId\":\"thread-1\",\"title\":\"before\"}]");
    for body in [
        "{\"threadId\":\"thread-1\",\"title\":\"after\"}",
        "[{\"threadId\":\"thread-1\",\"title\":\"after\"},{\"threadId\":2}]",
        "[{\"threadId\":\"thread-1\",\"title\":\"after\"},{\"threadId\":\"thread-2\",\"mode\":\"ROBOT\"}]",
        "[{\"threadId\":\"thread-1\",\"title\":\"after\"},{\"title\":\"whose?\"}]",
        "[{\"threadId\":\"thread-1\",\"title\":\"after\",\"tags\":null}]",
        "[]",
    ] {
        let reply = patch(body);
        assert_eq!((reply.status, &reply.body["success"]), (400, &json!(false)), "{body}");
    }
    assert_eq!(title(), "before");
}
