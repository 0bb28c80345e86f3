//! What is odd about a document is told with its place and a remedy.

use counterpart_generate::Seed;
use counterpart_state::Program;

/// Loads and compiles a document, and lists what is said of it, in its own words and places.
#[track_caller]
fn check(document: &str, expected: &[&str]) {
    let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";
    let loaded = counterpart_spec::load("t.yaml", format!("{head}{document}").into()).unwrap();
    let (_, more) = Program::compile(loaded.spec, Seed(1));
    let told: Vec<_> = loaded.diagnostics.iter().chain(&more).map(ToString::to_string).collect();
    assert_eq!(told, expected);
}

#[test]
fn state_is_checked() {
    check(
        "x-state:\n  notes: {kee: id}\npaths: {}\n",
        &["t.yaml:4:11: error[E0301]: `kee` means nothing here (help: did you mean `key`?)"],
    );
    check(
        "x-state: {notes: {}}\npaths:\n  /n:\n    get:\n      x-state: list note\n      responses: {'200': {}}\n",
        &["t.yaml:7:7: error[E0301]: there is no resource `note` (help: did you mean `notes`?)"],
    );
    check(
        "x-state: {notes: {new: {a: '=now('}}}\npaths: {}\n",
        &[
            "t.yaml:3:25: error[E0301]: `=now(` is no expression: unexpected end of input, expected expression",
        ],
    );
    check(
        "x-state: {notes: {}}\npaths:\n  /n:\n    get:\n      x-state: {list: notes, page: {sise: 3}}\n      responses: {'200': {}}\n",
        &["t.yaml:7:37: error[E0301]: `sise` means nothing here (help: did you mean `size`?)"],
    );
    let operation = |state: &str| {
        format!(
            "x-state: {{notes: {{}}}}\npaths:\n  /n:\n    get:\n      parameters: [{{name: limit, in: query, schema: {{}}}}]\n      x-state: {state}\n      responses: {{'200': {{}}}}\n"
        )
    };
    check(
        &operation("{list: notes, page: {size: =query.limt}}"),
        &[
            "t.yaml:8:37: error[E0301]: there is no query parameter `limt` (help: did you mean `limit`?)",
        ],
    );
    check(
        "x-sate: {notes: {}}\npaths: {}\n",
        &[
            "t.yaml:3:1: warning[W0301]: `x-sate` means nothing to counterpart (help: did you mean `x-state`?)",
        ],
    );
    let schema = "x-state: {notes: {schema: '#/components/schemas/N', new: {owner: x}}}\ncomponents: {schemas: {N: {type: object, properties: {title: {}}}}}\npaths:\n  /n:\n    get:\n      responses: {'200': {}}\n";
    check(
        &format!(
            "{schema}      x-state: {{list: notes, where: {{titel: x, owner: y}}, sort: -ownr}}\n"
        ),
        &[
            "t.yaml:9:38: warning[W0302]: no record of `notes` has a field `titel` (help: did you mean `title`?)",
            "t.yaml:9:59: warning[W0302]: no record of `notes` has a field `ownr` (help: did you mean `owner`?)",
        ],
    );
    for (state, column, message) in [
        (
            "lst notes",
            7,
            "\"lst notes\" does not match \"^(none|(read|list|create|update|replace|upsert|delete) \\S+)$\" (help: did you mean `list notes`?)",
        ),
        (
            "{list: notes, answer: befor}",
            30,
            "\"befor\" is not one of \"before\" or \"after\" (help: did you mean `before`?)",
        ),
        (
            "{list: notes, respond: \"=all('nots')\"}",
            30,
            "there is no resource `nots` (help: did you mean `notes`?)",
        ),
        (
            "{list: notes, respond: \"=fake('name.ful')\"}",
            30,
            "there is no data of the kind `name.ful` (help: did you mean `name.full`?)",
        ),
        ("{list: notes, respond: =auth.user}", 30, "`auth` has no `user`"),
    ] {
        check(&operation(state), &[&format!("t.yaml:8:{column}: error[E0301]: {message}")]);
    }
    check(
        &operation("{list: notes, page: {size: '=quary.limit or 3'}}"),
        &["t.yaml:8:37: error[E0301]: `quary` stands for nothing (help: did you mean `query`?)"],
    );
    check(
        "components: {schemas: {N: {properties: {a: {x-faker: name.ful}, b: {x-date: {zone: Moon}}}}}}\n",
        &[
            "t.yaml:3:45: warning[W0303]: there is no data of the kind `name.ful` (help: did you mean `name.full`?)",
            "t.yaml:3:69: error[E0301]: `x-date` cannot be read: {\"zone\":\"Moon\"} (help: a strftime format, `epoch-ms`, `epoch-s`, or an object with `format` and a time `zone`)",
        ],
    );
    check(
        "x-refusals: {mising: {status: 404}}\npaths: {}\n",
        &["t.yaml:3:14: error[E0301]: `mising` means nothing here (help: did you mean `missing`?)"],
    );
    check(
        "x-state: {notes: {schema: '#/components/schemas/Note'}}\npaths: {}\n",
        &[
            "t.yaml:3:19: error[E0302]: the reference `#/components/schemas/Note` leads to no schema",
        ],
    );
}

#[test]
fn broken_parts_are_left_out() {
    check(
        "paths:\n  /n:\n    get: {security: [{tokn: []}], responses: {'200': {}}}\n",
        &[
            "t.yaml:5:23: error[E0106]: there is no security scheme `tokn`; nothing is asked for (help: the schemes stand at `components.securitySchemes`)",
        ],
    );
    check(
        "paths:\n  /n:\n    get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/nowhere'}}}}}}\n",
        &[
            "t.yaml:5:85: error[E0101]: the reference `#/nowhere` leads nowhere (help: check the path and the spelling of its names)",
        ],
    );
    check(
        "paths:\n  /n:\n    get:\n      parameters: [{$ref: '#/components/parameters/No'}]\n      responses: {'200': {}}\n",
        &[
            "t.yaml:6:21: error[E0101]: the reference `#/components/parameters/No` leads nowhere (help: check the path and the spelling of its names)",
        ],
    );
    check(
        "paths:\n  /n:\n    get: {responses: {'20x': {description: x}, '200': {}}}\n",
        &[
            "t.yaml:5:23: warning[W0203]: `20x` is no status; the response is left out (help: a status is `200`, a class `2XX`, or `default`)",
        ],
    );
    check(
        "paths:\n  /n:\n    get:\n      parameters: [{in: query}]\n      responses: {'200': {}}\n",
        &[
            "t.yaml:6:20: error[E0103]: a parameter needs a `name` and an `in`; this one is left out (help: `in` is one of `path`, `query`, `querystring`, `header`, `cookie`)",
        ],
    );
}
