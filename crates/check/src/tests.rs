//! Each rule speaks where it should, at the place that is to blame, and nowhere else.

use super::check;

/// Checks a document of these schemas and paths, and lists what is said besides what loading says.
#[track_caller]
fn told(document: &str, expected: &[&str]) {
    let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{document}");
    let loaded = counterpart_spec::load("t.yaml", text.into()).expect("a document");
    let found: Vec<_> = check(&loaded.spec)
        .iter()
        .map(|found| {
            let place = found.place.as_ref().map_or("", |place| place.pointer.as_str());
            format!("{} {place}: {}", found.code, found.message)
        })
        .collect();
    assert_eq!(found, expected);
}

/// Checks one schema, which is the component `S`.
#[track_caller]
fn schema(schema: &str, expected: &[&str]) {
    told(&format!("paths: {{}}\ncomponents: {{schemas: {{S: {schema}}}}}\n"), expected);
}

/// Checks an operation whose body, as a request and as a response, is this media type.
#[track_caller]
fn content(range: &str, media_type: &str, expected: &[&str]) {
    let content = format!("content: {{{range}: {media_type}}}");
    told(
        &format!(
            "paths: {{/p: {{post: {{requestBody: {{{content}}}, responses: {{'200': {{description: d, {content}}}}}}}}}}}\n"
        ),
        expected,
    );
}

const REQUEST: &str = "/paths/~1p/post/requestBody/content/application~1json";
const RESPONSE: &str = "/paths/~1p/post/responses/200/content/application~1json";

#[test]
fn what_works_is_told_nothing() {
    schema("{type: object, properties: {a: {type: [string, 'null'], enum: [x, null]}}}", &[]);
    schema("{type: array, items: {$ref: '#/components/schemas/S'}, default: []}", &[]);
    schema("{type: integer, enum: [1, 2.0], examples: [1]}", &[]);
    schema("{enum: [1, a, null], const: a}", &[]);
    content("application/json", "{schema: {type: integer}, example: 1}", &[]);
    content("application/xml", "{schema: {type: object}, example: <a/>}", &[]);
}

#[test]
fn faults_are_told_where_they_stand() {
    schema(
        "{properties: {a: {minLength: -1}}}",
        &[
            "E0201 /components/schemas/S/properties/a/minLength: `minLength` is ignored: `-1` is not a whole number from 0 up",
        ],
    );
}

#[test]
fn contradictions_are_told_once_with_their_reason() {
    schema(
        "{type: string, minLength: 5, maxLength: 3}",
        &[
            "E0120 /components/schemas/S: nothing fits this schema: `minLength` 5 is above `maxLength` 3",
        ],
    );
    schema(
        "{type: object, properties: {a: {type: string, minLength: 5, maxLength: 3}}}",
        &[
            "W0245 /components/schemas/S/properties/a: nothing can ever stand here: `minLength` 5 is above `maxLength` 3",
        ],
    );
    // Whoever needs what nothing fits is not to blame.
    schema(
        "{type: integer, minimum: 2, maximum: 1}, T: {type: object, required: [s], properties: {s: {$ref: '#/components/schemas/S'}}}",
        &[
            "E0120 /components/schemas/S: nothing fits this schema: `minimum` 2 is above `maximum` 1",
        ],
    );
}

#[test]
fn examples_are_held_to_their_schemas() {
    let schema_ = "schema: {type: object, properties: {a: {type: string}}}";
    let message = "the example breaks `type` at `/a`: 1 is not of type \"string\"";
    for examples in ["example: {a: 1}", "examples: {one: {value: {a: 1}}}"] {
        let place =
            if examples.starts_with("example:") { "example/a" } else { "examples/one/value/a" };
        content(
            "application/json",
            &format!("{{{schema_}, {examples}}}"),
            &[
                &format!("W0241 {REQUEST}/{place}: {message}"),
                &format!("W0241 {RESPONSE}/{place}: {message}"),
            ],
        );
    }
    schema(
        "{type: string, maxLength: 2, examples: [ab, abc], default: 1}",
        &[
            "W0241 /components/schemas/S/examples/1: the example breaks `maxLength`: \"abc\" is longer than 2 characters",
            "W0242 /components/schemas/S/default: the default breaks `type`: 1 is not of type \"string\"",
        ],
    );
    told(
        "paths: {/p: {get: {parameters: [{name: q, in: query, schema: {type: integer}, example: x}], responses: {}}}}\n",
        &[
            "W0241 /paths/~1p/get/parameters/0/example: the example breaks `type`: \"x\" is not of type \"integer\"",
        ],
    );
}

#[test]
fn examples_are_judged_in_the_direction_they_travel() {
    let secret = "{type: object, required: [id, key], properties: {id: {readOnly: true}, key: {writeOnly: true}}}";
    content(
        "application/json",
        &format!("{{schema: {secret}, example: {{key: 1}}}}"),
        &[&format!(
            "W0241 {RESPONSE}/example: the example breaks `required`: \"id\" is a required property"
        )],
    );
    // Where both ways are possible, an example for one of them is right.
    let illustrated = secret.replacen('{', "{examples: [{key: 1}, {id: 1}], ", 1);
    schema(&illustrated, &[]);
}

#[test]
fn shared_examples_are_told_once() {
    let media_type = "{schema: {type: integer}, examples: {e: {$ref: '#/components/examples/E'}}}";
    told(
        &format!(
            "paths: {{/p: {{get: {{responses: {{'200': {{description: d, content: {{a/json: {media_type}, b/json: {media_type}}}}}}}}}}}}}\ncomponents: {{examples: {{E: {{value: x}}}}}}\n"
        ),
        &[
            "W0241 /components/examples/E/value: the example breaks `type`: \"x\" is not of type \"integer\"",
        ],
    );
}

#[test]
fn values_of_another_type_are_told() {
    schema(
        "{properties: {a: {type: integer, enum: [1, '2', '3']}}}",
        &[
            "W0243 /components/schemas/S/properties/a/enum/1: `\"2\"` is no integer, nor is 1 more, so it never fits",
        ],
    );
    schema(
        "{properties: {a: {type: [string, boolean], enum: [x, null]}}}",
        &[
            "W0243 /components/schemas/S/properties/a/enum/1: `null` is no string or boolean, so it never fits",
        ],
    );
    schema(
        "{properties: {a: {type: integer, enum: ['1']}}}",
        &[
            "W0245 /components/schemas/S/properties/a: nothing can ever stand here: no value of `enum` is an integer",
        ],
    );
}

#[test]
fn mappings_lead_to_schemas() {
    schema(
        "{oneOf: [{$ref: '#/components/schemas/T'}], discriminator: {propertyName: t, mapping: {t: T, u: '#/components/schemas/T', v: U, w: '#/components/schemas/W'}}}, T: {type: object, required: [t], properties: {t: {type: string}}}",
        &[
            "W0244 /components/schemas/S/discriminator/mapping/v: the tag `v` stands for `U`, which is no schema",
        ],
    );
}
