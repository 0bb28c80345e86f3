use serde_json::Value;

use super::apply;
use crate::document::Origins;
use crate::{Pointer, Source};

fn yaml(text: &str) -> Value {
    let source = Source::read("t.yaml", text.into()).map_err(|e| e.to_string()).unwrap();
    source.value
}

/// Applies an Overlay; gives what becomes of the document, where its parts are from, and the codes with their places.
fn applied(document: &str, overlay: &str) -> (Value, Origins, Vec<String>) {
    let mut value = yaml(document);
    let mut origins = Origins::default();
    let notes = apply(&mut value, &yaml(overlay), 1, &mut origins);
    let codes = notes.iter().map(|(note, at)| format!("{} {at}", note.code)).collect();
    (value, origins, codes)
}

/// Checks what actions make of a document, and what is told of them.
#[track_caller]
fn check(document: &str, actions: &str, expected: &str, codes: &[&str]) {
    let overlay =
        format!("{{overlay: 1.1.0, info: {{title: t, version: v}}, actions: [{actions}]}}");
    let (value, _, told) = applied(document, &overlay);
    // As text: what is added comes last.
    assert_eq!(value.to_string(), yaml(expected).to_string(), "{actions}");
    assert_eq!(told, codes, "{actions}");
}

#[test]
fn updates_merge() {
    for (document, action, expected) in [
        ("{a: 1}", "{target: $, update: {b: 2}}", "{a: 1, b: 2}"),
        ("{a: {b: 1, c: 2}}", "{target: $, update: {a: {c: 3, d: 4}}}", "{a: {b: 1, c: 3, d: 4}}"),
        ("{a: 1}", "{target: $, update: {a: null}}", "{a: null}"),
        ("{a: [1]}", "{target: $, update: {a: [2, 3]}}", "{a: [1, 2, 3]}"),
        ("{a: [1]}", "{target: $.a, update: [2, 3]}", "{a: [1, 2, 3]}"),
        ("{a: [1]}", "{target: $.a, update: {b: 2}}", "{a: [1, {b: 2}]}"),
        ("{a: [1]}", "{target: $.a, update: 2}", "{a: [1, 2]}"),
        ("{a: 1}", "{target: $.a, update: two}", "{a: two}"),
        (
            "{a: {c: {}}, b: {c: {}}}",
            "{target: $.*.c, update: {d: 1}}",
            "{a: {c: {d: 1}}, b: {c: {d: 1}}}",
        ),
        ("{a: {}}", "{target: $..*, update: {a: 1}}", "{a: {a: 1}}"),
        ("{a: {}}", "{target: \"$['a', 'a']\", update: {l: [1]}}", "{a: {l: [1]}}"),
        ("{a: {/: 1}}", "{target: $.a, update: {/: 2, ~: 3}}", "{a: {/: 2, ~: 3}}"),
    ] {
        check(document, action, expected, &[]);
    }
}

#[test]
fn what_cannot_be_merged_is_told() {
    for (document, action, expected, code) in [
        ("{a: {}}", "{target: $.a, update: 1}", "{a: {}}", "E0011 /actions/0/update"),
        ("{a: {}}", "{target: $.a, update: [1]}", "{a: {}}", "E0011 /actions/0/update"),
        ("{a: 1}", "{target: $.a, update: {b: 1}}", "{a: 1}", "E0011 /actions/0/update"),
        (
            "{a: [1], b: 1}",
            "{target: $, update: {a: 2, b: 2}}",
            "{a: [1], b: 2}",
            "E0011 /actions/0/update/a",
        ),
        (
            "{a: 1, b: {}}",
            "{target: $.*, update: {c: 1}}",
            "{a: 1, b: {}}",
            "E0011 /actions/0/target",
        ),
        ("{a: 1, b: {}}", "{target: $.b, copy: $.a}", "{a: 1, b: {}}", "E0011 /actions/0/copy"),
        ("{a: 1}", "{target: $, remove: true}", "{a: 1}", "E0011 /actions/0/target"),
        ("{a: 1}", "{target: $.b, remove: true}", "{a: 1}", "W0208 /actions/0/target"),
        ("{a: 1}", "{target: $.b-c, remove: true}", "{a: 1}", "E0010 /actions/0/target"),
        ("{a: 1}", "{target: $, copy: a}", "{a: 1}", "E0010 /actions/0/copy"),
        ("{a: {b: {}}}", "{target: $.a, copy: $..*}", "{a: {b: {}}}", "E0011 /actions/0/copy"),
        ("{a: {}}", "{target: $.a, copy: $.b}", "{a: {}}", "E0011 /actions/0/copy"),
        ("{a: 1}", "{target: $}", "{a: 1}", "W0209 /actions/0"),
        ("{a: 1}", "{target: $, remove: false}", "{a: 1}", "W0209 /actions/0"),
        ("{a: 1}", "{target: $, remove: yes}", "{a: 1}", "E0009 /actions/0/remove"),
        ("{a: 1}", "{target: [$], remove: true}", "{a: 1}", "E0009 /actions/0/target"),
        ("{a: 1}", "{target: $, copy: 1}", "{a: 1}", "E0009 /actions/0/copy"),
        ("{a: 1}", "{target: $, copy: $, update: {}}", "{a: 1}", "E0009 /actions/0/copy"),
        ("{a: 1}", "5", "{a: 1}", "E0009 /actions/0/target"),
        ("{a: 1}", "{target: $.a, remove: true, updte: 1}", "{}", "W0209 /actions/0/updte"),
    ] {
        check(document, action, expected, &[code]);
    }
}

#[test]
fn removals_close_up() {
    for (document, action, expected) in [
        ("{a: 1, b: 2, c: 3}", "{target: $.b, remove: true}", "{a: 1, c: 3}"),
        ("[0, 1, 2, 3, 4]", "{target: '$[0, 2, 3]', remove: true}", "[1, 4]"),
        ("[1, [1, 2], 1]", "{target: '$..[?@ == 1]', remove: true}", "[[2]]"),
        ("{a: {b: {c: 1}}}", "{target: $..*, remove: true}", "{}"),
        ("{a: 1}", "{target: $.a, remove: true, update: 2}", "{}"),
    ] {
        check(document, action, expected, &[]);
    }
}

#[test]
fn copies_merge_what_is_there() {
    for (document, actions, expected) in [
        (
            "{a: {x: {y: 1}}, b: {z: 2}}",
            "{target: $.b, copy: $.a}",
            "{a: {x: {y: 1}}, b: {z: 2, x: {y: 1}}}",
        ),
        (
            "{a: 1, b: []}",
            "{target: $.b, copy: $.a}, {target: $.b, copy: $.b}",
            "{a: 1, b: [1, 1]}",
        ),
        (
            "{p: {old: {get: 1}}}",
            "{target: $.p, update: {new: {}}}, {target: $.p.new, copy: $.p.old}, {target: $.p.old, remove: true}",
            "{p: {new: {get: 1}}}",
        ),
        ("{a: {b: {}}}", "{target: $.a.b, copy: $}", "{a: {b: {a: {b: {}}}}}"),
    ] {
        check(document, actions, expected, &[]);
    }
}

#[test]
fn frames_are_checked() {
    let actions = "actions: [{target: $, update: {a: 1}}]";
    let info = "info: {title: t, version: v}";
    for (overlay, codes) in [
        (format!("{{overlay: 1.0.0, {info}, extends: a.yaml, x-a: 1, {actions}}}"), &[][..]),
        (format!("{{overlay: 1.0, {info}, {actions}}}"), &[]),
        (format!("{{overlay: 1.1.7, {actions}}}"), &["W0210 /info"]),
        (
            format!("{{overlay: 1.0.0, {info}, extends: 1, acts: 1, {actions}}}"),
            &["W0210 /extends", "W0210 /acts"],
        ),
        (format!("{{overlay: 1.2.0, {info}, {actions}}}"), &["E0008 /overlay"]),
        (format!("{{overlay: 1, {info}, {actions}}}"), &["E0008 /overlay"]),
        (format!("{{openapi: 3.1.0, {info}, {actions}}}"), &["E0008 "]),
        (format!("{{overlay: 1.0.0, {info}, actions: []}}"), &["E0008 /actions"]),
        (format!("{{overlay: 1.0.0, {info}, actions: {{}}}}"), &["E0008 /actions"]),
        ("[]".to_owned(), &["E0008 "]),
    ] {
        let (value, _, told) = applied("{}", &overlay);
        assert_eq!(told, codes, "{overlay}");
        let is_applied = !codes.iter().any(|code| code.starts_with('E'));
        assert_eq!(value.get("a").is_some(), is_applied, "{overlay}");
    }
}

#[test]
fn growth_without_measure_ends() {
    let deep = "{target: $.a, copy: $}, ".repeat(300);
    let wide = format!("{{target: '$[*]', update: [{}]}}, ", "1,".repeat(2000));
    for (document, actions, place) in [
        ("{a: {}}".to_owned(), deep, "E0012 /actions/197/copy"),
        (format!("[{}]", "[],".repeat(600)), wide, "E0012 /actions/0/update"),
    ] {
        let last = "{target: $, update: {late: 1}}";
        let overlay = format!(
            "{{overlay: 1.1.0, info: {{title: t, version: v}}, actions: [{actions} {last}]}}"
        );
        let (value, _, told) = applied(&document, &overlay);
        assert_eq!(told, [place]);
        assert_eq!(value.get("late"), None, "the rest is not applied");
    }
}

#[test]
fn origins_know_who_wrote_what() {
    let overlay = "
overlay: 1.1.0
info: {title: t, version: v}
actions:
- {target: $.list, update: [{new: 1}]}
- {target: '$.list[0]', remove: true}
- {target: $.a, update: {old: 2, b: {c: 3}}}
- {target: $.copied, copy: $.a}
";
    let (value, origins, _) =
        applied("{list: [{x: 0}, {x: 1}], a: {old: 1, kept: 1}, copied: {}}", overlay);
    for (now, file, was, written) in [
        ("/list/0/x", 0, "/list/1/x", "1"),
        ("/list/1/new", 1, "/actions/0/update/0/new", "1"),
        ("/a/old", 1, "/actions/2/update/old", "2"),
        ("/a/kept", 0, "/a/kept", "1"),
        ("/a/b/c", 1, "/actions/2/update/b/c", "3"),
        ("/copied/kept", 0, "/a/kept", "1"),
        ("/copied/b/c", 1, "/actions/2/update/b/c", "3"),
        ("/copied", 0, "/copied", "{\"old\":2,\"kept\":1,\"b\":{\"c\":3}}"),
    ] {
        let at = Pointer::parse(now).unwrap();
        assert_eq!(at.resolve(&value).unwrap().to_string(), written, "{now}");
        assert_eq!(origins.find(&at), (file, Pointer::parse(was).unwrap()), "{now}");
    }
}

#[test]
fn the_documented_example_does_what_it_says() {
    let document = include_str!("../../../../fixtures/overlay/notes.yaml");
    let overlay = include_str!("../../../../fixtures/overlay/notes.overlay.yaml");
    let expected = include_str!("../../../../fixtures/overlay/notes.result.yaml");
    let guide = include_str!("../../../../docs/overlays.md");
    assert!(guide.contains(overlay), "docs/overlays.md shows another Overlay than the fixture");
    let (value, _, told) = applied(document, overlay);
    assert_eq!((value, told), (yaml(expected), Vec::new()));
}
