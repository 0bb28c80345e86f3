use serde_json::{Value, json};

use super::{Version, lower};
use crate::document::Origins;
use crate::{Pointer, Source};

struct Lowered {
    value: Value,
    origins: Origins,
    codes: Vec<String>,
}

fn yaml(text: &str) -> Value {
    let source = Source::read("t.yaml", text.into()).map_err(|e| e.to_string()).unwrap();
    source.value
}

/// Lowers a document, and again, which changes nothing.
#[track_caller]
fn lowered(version: Version, text: &str) -> Lowered {
    let mut value = yaml(text);
    let (mut origins, mut notes) = (Origins::default(), Vec::new());
    lower(&mut value, version, &mut origins, &mut notes);
    let mut again = value.clone();
    lower(&mut again, version, &mut Origins::default(), &mut Vec::new());
    assert_eq!(again, value, "lowered twice");
    let codes = notes.iter().map(|(d, at)| format!("{} {at}", d.code)).collect();
    Lowered { value, origins, codes }
}

/// Checks what a schema becomes.
#[track_caller]
fn check_schema(version: Version, before: &str, after: &Value) {
    let document = format!("{{components: {{schemas: {{A: {before}}}}}}}");
    let lowered = lowered(version, &document);
    assert_eq!(lowered.value["components"]["schemas"]["A"], *after, "{before}");
}

/// Checks what a part of a document of 2.0 becomes; in `text`, what the part is stands alone.
#[track_caller]
fn check_swagger(text: &str, at: &str, after: &str) {
    let lowered = lowered(Version::V2_0, text);
    let found = lowered.value.pointer(at).unwrap_or(&Value::Null);
    assert_eq!(*found, yaml(after), "{at} of\n{text}\nin {:#}", lowered.value);
}

#[test]
fn schemas_of_3_0() {
    for (before, after) in [
        ("{type: string, nullable: true}", json!({ "type": ["string", "null"] })),
        ("{type: string, nullable: false}", json!({ "type": "string" })),
        ("{type: string, x-nullable: true}", json!({ "type": ["string", "null"] })),
        (
            "{type: string, nullable: true, enum: [a]}",
            json!({ "type": ["string", "null"], "enum": ["a", null] }),
        ),
        ("{nullable: true, enum: [a, null]}", json!({ "enum": ["a", null] })),
        ("{nullable: true, properties: {}}", json!({ "properties": {} })),
        (
            "{nullable: true, description: d, $ref: '#/components/schemas/B', type: object}",
            json!({
                "description": "d",
                "anyOf": [{ "$ref": "#/components/schemas/B" }, { "type": "null" }]
            }),
        ),
        (
            "{nullable: true, readOnly: true, type: object, allOf: [{type: object, nullable: true}]}",
            json!({
                "readOnly": true,
                "anyOf": [
                    { "type": "object", "allOf": [{ "type": ["object", "null"] }] },
                    { "type": "null" }
                ]
            }),
        ),
        (
            "{minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: false}",
            json!({ "exclusiveMinimum": 1, "maximum": 2 }),
        ),
        ("{exclusiveMaximum: true}", json!({})),
        ("{example: 1}", json!({ "examples": [1] })),
        ("{example: 2, examples: [1]}", json!({ "examples": [1, 2] })),
        ("{example: 2, examples: {a: 1}}", json!({ "example": 2, "examples": { "a": 1 } })),
        (
            "{type: string, format: byte}",
            json!({ "type": "string", "format": "byte", "contentEncoding": "base64" }),
        ),
        ("{type: file}", json!({ "type": "string", "format": "binary" })),
        ("{discriminator: kind}", json!({ "discriminator": { "propertyName": "kind" } })),
        (
            "{properties: {nullable: {nullable: true, type: integer}, $ref: {type: file}}}",
            json!({ "properties": {
                "nullable": { "type": ["integer", "null"] },
                "$ref": { "type": "string", "format": "binary" }
            } }),
        ),
        (
            "{$ref: '#/definitions/B', definitions: {B: {}}, maxLength: 3, x-a: 1}",
            json!({ "$ref": "#/definitions/B", "definitions": { "B": {} }, "x-a": 1 }),
        ),
        (
            "{enum: [{nullable: true, example: 1}]}",
            json!({ "enum": [{ "nullable": true, "example": 1 }] }),
        ),
        ("true", json!(true)),
        ("[nullable]", json!(["nullable"])),
    ] {
        check_schema(Version::V3_0, before, &after);
    }
}

#[test]
fn schemas_of_3_1_may_say_it_in_the_old_way() {
    for (before, after) in [
        ("{type: [string, 'null'], nullable: true}", json!({ "type": ["string", "null"] })),
        ("{type: [string], nullable: true}", json!({ "type": ["string", "null"] })),
        ("{exclusiveMinimum: 1, minimum: 0}", json!({ "exclusiveMinimum": 1, "minimum": 0 })),
        ("{exclusiveMinimum: true, minimum: 0}", json!({ "exclusiveMinimum": 0 })),
        (
            "{$ref: '#/x', maxLength: 3, nullable: true}",
            json!({ "anyOf": [{ "$ref": "#/x", "maxLength": 3 }, { "type": "null" }] }),
        ),
        ("{$ref: '#/x', maxLength: 3}", json!({ "$ref": "#/x", "maxLength": 3 })),
    ] {
        check_schema(Version::V3_1, before, &after);
        check_schema(Version::V3_2, before, &after);
    }
}

#[test]
fn what_is_read_otherwise_is_told() {
    let text = "
components:
  schemas:
    A: {nullable: true, exclusiveMinimum: true, minimum: 1}
    B: {nullable: true, $ref: '#/components/schemas/A', type: object}
";
    let codes = |version| lowered(version, text).codes;
    assert_eq!(codes(Version::V3_0), ["W0204 /components/schemas/B"]);
    let told = ["W0205 /components/schemas/A", "W0205 /components/schemas/A"];
    assert_eq!(codes(Version::V3_1), told);
}

#[test]
fn references_follow_what_moves() {
    let text = "
openapi: 3.0.0
x-state: {a: {schema: '#/components/schemas/A/oneOf/0'}}
components:
  schemas:
    A: {nullable: true, oneOf: [{type: object, nullable: true, properties: {b: {example: 1}}}]}
    B: {$ref: '#/components/schemas/A/oneOf/0/properties/b'}
    C: {discriminator: {propertyName: t, mapping: {x: '#/components/schemas/A/oneOf/0', y: B}}}
  examples: {E: {$ref: '#/components/schemas/A/oneOf/0/properties/b/example'}}
";
    let Lowered { value, origins, .. } = lowered(Version::V3_0, text);
    let moved = "#/components/schemas/A/anyOf/0/oneOf/0";
    assert_eq!(value["openapi"], "3.1.0");
    assert_eq!(value["x-state"]["a"]["schema"], moved);
    let schemas = &value["components"]["schemas"];
    assert_eq!(schemas["B"]["$ref"], format!("{moved}/properties/b"));
    assert_eq!(schemas["C"]["discriminator"]["mapping"], json!({ "x": moved, "y": "B" }));
    let example = &value["components"]["examples"]["E"]["$ref"];
    assert_eq!(*example, format!("{moved}/properties/b/examples/0"));
    let at = Pointer::from_fragment(example.as_str().unwrap()).unwrap();
    let (_, written) = origins.find(&at);
    assert_eq!(written.as_str(), "/components/schemas/A/oneOf/0/properties/b/example");
}

#[test]
fn parts_of_other_files_are_found_through_references() {
    let text = "
openapi: 3.0.0
paths:
  /a: {$ref: '#/x-files/1/item'}
components: {schemas: {A: {$ref: '#/x-files/2/definitions/B'}}}
x-files:
  '1': {item: {get: {responses: {'200': {content: {a/b: {schema: {$ref: '#/x-files/2'}}}}}}}}
  '2': {properties: {c: {nullable: true, type: string}}, definitions: {B: {x-nullable: true, type: string}}}
  '3': {nullable: true, type: string}
";
    let files = &lowered(Version::V3_0, text).value["x-files"];
    assert_eq!(files["2"]["properties"]["c"], json!({ "type": ["string", "null"] }));
    assert_eq!(files["2"]["definitions"]["B"], json!({ "type": ["string", "null"] }));
    assert_eq!(
        files["3"],
        json!({ "nullable": true, "type": "string" }),
        "nothing says what it is"
    );
}

#[test]
fn circles_of_references_end() {
    let text = "
swagger: '2.0'
parameters: {A: {$ref: '#/parameters/A'}}
paths:
  /a: {$ref: '#/x/1'}
  /b: {parameters: [{$ref: '#/parameters/A'}, {$ref: '#/x/2'}]}
x: {'1': {$ref: '#/x/1'}, '2': {$ref: '#/x/3'}, '3': {$ref: '#/x/2'}}
";
    check_swagger(text, "/paths/~1a", "{$ref: '#/x/1'}");
}

#[test]
fn roots_of_2_0() {
    for (root, at, after) in [
        ("swagger: '2.0'", "/openapi", "3.1.0"),
        (
            "{host: a.example, basePath: /v1/, schemes: [https, http]}",
            "/servers",
            "[{url: 'https://a.example/v1'}, {url: 'http://a.example/v1'}]",
        ),
        ("{host: a.example}", "/servers", "[{url: 'https://a.example'}]"),
        ("{host: 'http://a.example/', basePath: v1}", "/servers", "[{url: 'http://a.example/v1'}]"),
        ("{basePath: /v1, schemes: [http]}", "/servers", "[{url: /v1}]"),
        ("{basePath: /}", "/servers", "null"),
        (
            "{definitions: {A: {$ref: '#/definitions/B'}}}",
            "/components",
            "{schemas: {A: {$ref: '#/components/schemas/B'}}}",
        ),
        (
            "{definitions: {A: {}}, components: {schemas: {B: {}}}}",
            "/components",
            "{schemas: {B: {}, A: {}}}",
        ),
        (
            "{securityDefinitions: {a: {type: basic}}}",
            "/components/securitySchemes/a",
            "{type: http, scheme: basic}",
        ),
        (
            "{securityDefinitions: {a: {type: apiKey, in: query, name: k}}}",
            "/components/securitySchemes/a",
            "{type: apiKey, in: query, name: k}",
        ),
        (
            "{securityDefinitions: {a: {type: oauth2, flow: accessCode, tokenUrl: t, authorizationUrl: a, scopes: {s: d}}}}",
            "/components/securitySchemes/a",
            "{type: oauth2, flows: {authorizationCode: {authorizationUrl: a, tokenUrl: t, scopes: {s: d}}}}",
        ),
        (
            "{securityDefinitions: {a: {type: oauth2, flow: application, tokenUrl: t}}}",
            "/components/securitySchemes/a/flows",
            "{clientCredentials: {tokenUrl: t}}",
        ),
    ] {
        check_swagger(root, at, after);
    }
}

/// Checks what an operation of 2.0 becomes.
#[track_caller]
fn check_operation(operation: &str, after: &str) {
    let text = format!(
        "
consumes: [application/json]
produces: [application/json]
definitions: {{T: {{}}}}
parameters:
  page: {{name: page, in: query, type: integer}}
  body: {{name: body, in: body, required: true, schema: {{type: object}}}}
  field: {{name: f, in: formData, type: string}}
responses: {{no: {{description: no, schema: {{type: string}}}}}}
paths: {{/a: {{post: {operation}}}}}
"
    );
    check_swagger(&text, "/paths/~1a/post", after);
}

#[test]
fn bodies_of_2_0() {
    for (operation, after) in [
        (
            "{parameters: [{name: b, in: body, required: true, description: d, schema: {$ref: '#/definitions/T'}}]}",
            "{requestBody: {required: true, description: d, content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}}}",
        ),
        (
            "{consumes: [a/a, b/b], parameters: [{in: query, name: q, type: string}, {name: b, in: body, schema: {type: object}}]}",
            "{parameters: [{in: query, name: q, schema: {type: string}}], requestBody: {content: {
                a/a: {schema: {type: object}},
                b/b: {schema: {$ref: '#/paths/~1a/post/requestBody/content/a~1a/schema'}}}}}",
        ),
        (
            "{parameters: [{$ref: '#/parameters/body'}, {$ref: '#/parameters/page'}]}",
            "{parameters: [{$ref: '#/components/parameters/page'}], requestBody: {$ref: '#/components/requestBodies/body'}}",
        ),
        (
            "{consumes: [a/b], parameters: [{$ref: '#/parameters/body'}]}",
            "{requestBody: {required: true, content: {a/b: {schema: {$ref: '#/components/requestBodies/body/content/application~1json/schema'}}}}}",
        ),
        (
            "{parameters: [{name: b, in: body, schema: {}, x-examples: {application/json: 1, other: 2, third: {value: 3}}}]}",
            "{requestBody: {content: {application/json: {schema: {}, example: 1, examples: {other: {value: 2}, third: {value: 3}}}}}}",
        ),
        (
            "{parameters: [{in: formData, name: a, type: integer, required: true, description: d}, {$ref: '#/parameters/field'}, {in: formData, name: l, type: array, items: {type: string}, collectionFormat: multi}]}",
            "{requestBody: {required: true, content: {application/x-www-form-urlencoded: {
                schema: {type: object, properties: {
                    a: {type: integer, description: d}, f: {type: string}, l: {type: array, items: {type: string}}},
                    required: [a]},
                encoding: {l: {style: form, explode: true}}}}}}",
        ),
        (
            "{consumes: [application/x-www-form-urlencoded], parameters: [{in: formData, name: a, type: file}]}",
            "{requestBody: {required: false, content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string, format: binary}}}}}}}",
        ),
    ] {
        check_operation(operation, after);
    }
}

#[test]
fn parameters_of_2_0() {
    for (parameter, after) in [
        (
            "{in: path, name: a, required: true, type: string, enum: [x], x-nullable: true, x-example: x}",
            "{in: path, name: a, required: true, schema: {type: [string, 'null'], enum: [x, null]}, example: x}",
        ),
        (
            "{in: query, name: a, type: array, items: {type: string}}",
            "{in: query, name: a, style: form, explode: false, schema: {type: array, items: {type: string}}}",
        ),
        (
            "{in: query, name: a, type: array, collectionFormat: multi}",
            "{in: query, name: a, style: form, explode: true, schema: {type: array}}",
        ),
        (
            "{in: query, name: a, type: array, collectionFormat: ssv}",
            "{in: query, name: a, style: spaceDelimited, explode: false, schema: {type: array}}",
        ),
        (
            "{in: query, name: a, type: array, collectionFormat: pipes}",
            "{in: query, name: a, style: pipeDelimited, explode: false, schema: {type: array}}",
        ),
        (
            "{in: header, name: a, type: array, collectionFormat: csv}",
            "{in: header, name: a, style: simple, explode: false, schema: {type: array}}",
        ),
        (
            "{in: query, name: a, schema: {type: string}}",
            "{in: query, name: a, schema: {type: string}}",
        ),
        (
            "{in: query, name: a, type: integer, minimum: 0, exclusiveMinimum: true}",
            "{in: query, name: a, schema: {type: integer, exclusiveMinimum: 0}}",
        ),
    ] {
        check_operation(
            &format!("{{parameters: [{parameter}]}}"),
            &format!("{{parameters: [{after}]}}"),
        );
    }
    let odd = "paths: {/a: {get: {parameters: [{in: query, name: a, type: array, collectionFormat: tsv}, {in: body}, {in: formData}]}}}";
    assert_eq!(
        lowered(Version::V2_0, odd).codes,
        ["W0206 /paths/~1a/get", "W0207 /paths/~1a/get/parameters/0"]
    );
}

#[test]
fn responses_of_2_0() {
    for (response, after) in [
        ("{description: d}", "{description: d}"),
        ("{$ref: '#/responses/no'}", "{$ref: '#/components/responses/no'}"),
        ("{schema: {$ref: '#/definitions/T'}}", "{content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}}"),
        (
            "{schema: {type: object}, examples: {application/json: {a: 1}, text/csv: a, one: 2}}",
            "{content: {
                application/json: {schema: {type: object}, example: {a: 1}, examples: {one: {value: 2}}},
                text/csv: {schema: {$ref: '#/paths/~1a/post/responses/200/content/application~1json/schema'}, example: a}}}",
        ),
        ("{examples: [1]}", "{examples: [1]}"),
        ("{examples: {text/csv: a}}", "{content: {text/csv: {example: a}}}"),
        ("{schema: {type: file}}", "{content: {application/json: {schema: {type: string, format: binary}}}}"),
        (
            "{headers: {X-A: {type: array, items: {type: string}, description: d}}}",
            "{headers: {X-A: {description: d, style: simple, explode: false, schema: {type: array, items: {type: string}}}}}",
        ),
    ] {
        check_operation(&format!("{{responses: {{'200': {response}}}}}"), &format!("{{responses: {{'200': {after}}}}}"));
    }
    check_operation(
        "{produces: [text/plain], responses: {'200': {schema: {type: string}}}}",
        "{responses: {'200': {content: {text/plain: {schema: {type: string}}}}}}",
    );
    check_swagger(
        "paths: {/a: {get: {responses: {'200': {schema: {type: file}}}}}}",
        "/paths/~1a/get/responses/200/content",
        "{application/octet-stream: {schema: {type: string, format: binary}}}",
    );
}

#[test]
fn bodies_of_path_items_go_to_their_operations() {
    let text = "
paths:
  /a:
    parameters: [{in: body, name: b, schema: {type: object}}, {in: header, name: h, type: string}]
    put: {parameters: [{in: query, name: q, type: string}]}
    post: {parameters: [{in: body, name: own, schema: {type: string}}]}
";
    let item = "
parameters: [{in: header, name: h, schema: {type: string}}]
put:
  parameters: [{in: query, name: q, schema: {type: string}}]
  requestBody: {content: {application/json: {schema: {type: object}}}}
post: {requestBody: {content: {application/json: {schema: {type: string}}}}}
";
    check_swagger(text, "/paths/~1a", item);
}

/// Deep references lead to the same schemas before and after, and diagnostics to where these were written.
#[test]
fn deep_references_follow_the_conversion() {
    let text = "
swagger: '2.0'
parameters:
  B: {in: body, name: b, schema: {properties: {p: {title: shared}}}}
  L: {in: query, name: l, type: array, items: {title: items}}
responses: {R: {schema: {title: response}}}
definitions:
  A: {nullable: true, allOf: [{properties: {x: {title: deep}}}]}
  R1: {$ref: '#/parameters/B/schema/properties/p'}
  R2: {$ref: '#/parameters/L/items'}
  R3: {$ref: '#/responses/R/schema'}
  R4: {$ref: '#/definitions/A/allOf/0/properties/x'}
  R5: {$ref: '#/paths/~1a/post/parameters/0/schema'}
  R6: {$ref: '#/paths/~1a/post/parameters/1/items'}
  R7: {$ref: '#/paths/~1a/put/parameters/1'}
  R8: {$ref: '#/files/1/put/parameters/0/schema'}
paths:
  /a:
    post: {parameters: [{in: body, name: b, schema: {title: own}}, {in: query, name: q, type: array, items: {title: query}}]}
    put: {parameters: [{in: query, name: q, type: string}, {in: formData, name: f, type: string, title: field}]}
  /b: {$ref: '#/files/1'}
files: {'1': {put: {parameters: [{in: body, name: b, schema: {title: grafted}}]}}}
";
    let Lowered { value, origins, .. } = lowered(Version::V2_0, text);
    let before = yaml(text);
    for (name, title) in [
        ("R1", "shared"),
        ("R2", "items"),
        ("R3", "response"),
        ("R4", "deep"),
        ("R5", "own"),
        ("R6", "query"),
        ("R7", "field"),
        ("R8", "grafted"),
    ] {
        let reference = &value["components"]["schemas"][name]["$ref"];
        let at = Pointer::from_fragment(reference.as_str().unwrap()).unwrap();
        let found = at.resolve(&value).unwrap_or_else(|| panic!("{name}: {at} in {value:#}"));
        assert_eq!(found["title"], title, "{name}");
        let (_, written) = origins.find(&at.join("title"));
        assert_eq!(written.resolve(&before), Some(&json!(title)), "{name}: {written}");
    }
}
