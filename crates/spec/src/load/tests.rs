//! Documents of several files.

use serde_json::{Value, json};

use super::{Loaded, Loader, Sources, Unread, load_with};
use crate::Pointer;

/// Files by location.
struct Shelf(Vec<(&'static str, &'static str)>);

impl Loader for Shelf {
    fn read(&self, location: &str) -> Result<Vec<u8>, Unread> {
        match location {
            "/etc/passwd" => Err(Unread::Hostile),
            _ if location.starts_with("https:") => Err(Unread::Remote),
            _ if location.starts_with("../") => Err(Unread::Outside),
            _ => {
                let found = self.0.iter().find(|(name, _)| *name == location);
                found.map(|(_, text)| text.as_bytes().to_vec()).ok_or(Unread::Missing)
            }
        }
    }
}

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";

fn read(document: &str, files: &[(&'static str, &'static str)]) -> Loaded {
    let shelf = Shelf(files.to_vec());
    let sources = Sources { loader: &shelf, overlays: &[] };
    load_with("d/api.yaml", format!("{HEAD}{document}").into(), sources).unwrap()
}

/// Loads a document and its files, and holds the tree at a pointer against what is expected.
#[track_caller]
fn check(document: &str, files: &[(&'static str, &'static str)], at: &str, expected: &Value) {
    let loaded = read(document, files);
    let told: Vec<_> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    assert_eq!(loaded.spec.document.value.pointer(at), Some(expected), "{at}");
}

/// Loads a document and its files, and lists what is said of it.
#[track_caller]
fn tells(document: &str, files: &[(&'static str, &'static str)], expected: &[&str]) {
    let loaded = read(document, files);
    let told: Vec<_> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told, expected);
}

#[test]
fn references_become_fragments() {
    let pet = ("d/parts/pet.yaml", "{type: object, properties: {tag: {$ref: 'tag.json#/x~1y'}}}");
    let tag = ("d/parts/tag.json", r#"{"x/y": {"$ref": "../api.yaml#/components/schemas/Name"}}"#);
    let document = "components:\n  schemas:\n    Name: {type: string}\n    Pet: {$ref: parts/pet.yaml}\n    Same: {$ref: './parts/../parts/pet.yaml#/properties/tag'}\n";
    let files = [pet, tag];
    let schema = |name: &str| format!("/components/schemas/{name}/$ref");
    check(document, &files, &schema("Pet"), &json!("#/x-counterpart-files/1"));
    check(document, &files, &schema("Same"), &json!("#/x-counterpart-files/1/properties/tag"));
    let inside = |rest: &str| format!("/x-counterpart-files/{rest}/$ref");
    check(document, &files, &inside("1/properties/tag"), &json!("#/x-counterpart-files/2/x~1y"));
    // The root document is a file like any other, and not read twice.
    check(document, &files, &inside("2/x~1y"), &json!("#/components/schemas/Name"));
}

#[test]
fn references_are_found_where_they_are_meant() {
    let with = |schemas: &str| format!("components: {{schemas: {{{schemas}}}}}\n");
    let reference = |name: &str| format!("/components/schemas/{name}/$ref");
    for (schemas, expected) in [
        // Through a reference on the way.
        (
            "A: {$ref: '#/components/schemas/B/properties/x'}, B: {$ref: b.yaml}",
            "#/x-counterpart-files/1/properties/x",
        ),
        // By anchor, by identifier, by bare name, without the slash, percent-encoded, with spaces around.
        ("A: {$ref: '#here'}, B: {$anchor: here}", "#/components/schemas/B"),
        (
            "A: {$ref: 'https://a.example/b'}, B: {$id: 'https://a.example/b'}",
            "#/components/schemas/B",
        ),
        ("A: {$ref: B}, B: {}", "#/components/schemas/B"),
        ("A: {$ref: '#components/schemas/B'}, B: {}", "#/components/schemas/B"),
        ("A: {$ref: '#/components/schemas/B%20C'}, 'B C': {}", "#/components/schemas/B C"),
        ("A: {$ref: ' #/components/schemas/B '}, B: {}", "#/components/schemas/B"),
        // In a part file, `#/components` may mean the root document.
        ("A: {$ref: 'b.yaml#/components/schemas/B'}, B: {}", "#/components/schemas/B"),
    ] {
        let files = [("d/b.yaml", "properties: {x: {}}")];
        check(&with(schemas), &files, &reference("A"), &json!(expected));
    }
    let mapping = "A: {oneOf: [{$ref: b.yaml}], discriminator: {propertyName: t, mapping: {b: b.yaml, a: A}}}";
    let expected = json!({"b": "#/x-counterpart-files/1", "a": "A"});
    let at = "/components/schemas/A/discriminator/mapping";
    check(&with(mapping), &[("d/b.yaml", "{}")], at, &expected);
    let named =
        "A: {properties: {$ref: {type: string}}, enum: [{$ref: none.yaml}], default: {$ref: x}}";
    check(&with(named), &[], "/components/schemas/A/default/$ref", &json!("x"));
}

#[test]
fn whole_sections_may_be_references() {
    let files = [
        ("d/paths.yaml", "/a: {$ref: 'a.yaml#/item'}\n/b: {put: {$ref: 'a.yaml#/put'}}\n"),
        (
            "d/a.yaml",
            "item: {get: {operationId: a, responses: &r {'200': {$ref: 'r.yaml#/ok'}}}}\nput: {operationId: b, responses: *r}\n",
        ),
        ("d/r.yaml", "ok: {description: fine}\n"),
    ];
    let loaded = read("paths: {$ref: paths.yaml}\n", &files);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let operations: Vec<_> = loaded.spec.operations.iter().map(|o| (&*o.path, &*o.id)).collect();
    assert_eq!(operations, [("/a", "a"), ("/b", "b")]);
    // What stands in another file is found there again.
    let place = loaded.spec.document.place(&Pointer::parse("/paths/~1b/put/operationId").unwrap());
    assert_eq!((&*place.source.name, place.line_and_column()), ("d/a.yaml", (2, 7)));
}

#[test]
fn what_leads_nowhere_is_told() {
    tells(
        "paths: {}\ncomponents:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    C: {$ref: 5}\n    D: {$ref: none.yaml}\n    E: {$ref: 'https://a.example/e'}\n    F: {$ref: ../../f.yaml}\n    G: {$ref: g.yaml}\n    H: {$ref: '#/components/schemas/I'}\n    I: {$ref: '#/components/schemas/H'}\n",
        &[("d/g.yaml", "a: [1\n")],
        &[
            "d/api.yaml:6:9: error[E0101]: the reference `#/components/schemas/B` leads nowhere (help: check the path and the spelling of its names)",
            "d/api.yaml:7:9: error[E0101]: this reference is no text (help: a reference is a text: `'#/components/schemas/Pet'`)",
            "d/api.yaml:8:9: error[E0131]: the reference `none.yaml` leads to `d/none.yaml`, which is not there (help: check the path)",
            "d/api.yaml:9:9: error[E0132]: the reference `https://a.example/e` leads to the network, which is not asked (help: allow it with `--allow-remote`, or put a copy beside the document)",
            "d/api.yaml:10:9: error[E0133]: the reference `../../f.yaml` leads to `../f.yaml`, outside of the document's folder (help: allow the folder with `--allow-path`)",
            "d/api.yaml:11:9: error[E0134]: the reference `g.yaml` leads to a text that cannot be read: d/g.yaml:1:4: error[E0002]: unclosed bracket '[' (help: correct that text)",
            "d/api.yaml:12:9: error[E0102]: the reference goes round in a circle (help: make one of them a definition)",
            "d/api.yaml:13:9: error[E0102]: the reference goes round in a circle (help: make one of them a definition)",
        ],
    );
    tells(
        "paths: {$ref: '#'}\n",
        &[],
        &[
            "d/api.yaml:3:1: error[E0102]: the reference contains itself, or too much (help: write out what is meant)",
        ],
    );
}

#[test]
fn hostile_references_refuse_the_document() {
    let document = format!("{HEAD}components: {{schemas: {{A: {{$ref: /etc/passwd}}}}}}\n");
    let sources = Sources { loader: &Shelf(Vec::new()), overlays: &[] };
    let refusal = load_with("api.yaml", document.into(), sources).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "api.yaml:3:28: error[E0005]: the reference `/etc/passwd` leads to a file that has nothing to do with the document (help: if it is meant, allow its folder with `--allow-path`)"
    );
}

#[test]
fn parts_of_the_wrong_type_are_told() {
    let document = "paths:\n  /a: [get]\n  /b:\n    parameters: x\n    get: {responses: {'200': ok, '201': null}}\n    post:\ncomponents: {schemas: [], parameters: {P: 3}}\n";
    tells(
        document,
        &[],
        &[
            "d/api.yaml:4:8: error[E0135]: an object belongs here, and this is a text; it is passed over",
            "d/api.yaml:6:5: error[E0135]: a list belongs here, and this is a text; it is passed over",
            "d/api.yaml:7:23: error[E0135]: an object belongs here, and this is a text; it is passed over",
            "d/api.yaml:9:14: error[E0135]: an object belongs here, and this is a list; it is passed over",
            "d/api.yaml:9:40: error[E0135]: an object belongs here, and this is a number; it is passed over",
        ],
    );
}

#[test]
fn misspelt_keys_are_told() {
    tells(
        "paths:\n  /a:\n    get: {respones: {}, x-get: 1, responses: {'200': {}}, sumary: x}\ncomponents:\n  schemas:\n    A: {proprties: {minimun: {minimun: 1}}, properties: {requierd: {maxLenght: 1, format22: x}}}\n",
        &[],
        &[
            "d/api.yaml:5:11: warning[W0104]: `respones` means nothing here, and is passed over (help: did you mean `responses`?)",
            "d/api.yaml:5:59: warning[W0104]: `sumary` means nothing here, and is passed over (help: did you mean `summary`?)",
            "d/api.yaml:8:9: warning[W0104]: `proprties` means nothing here, and is passed over (help: did you mean `properties`?)",
            "d/api.yaml:8:69: warning[W0104]: `maxLenght` means nothing here, and is passed over (help: did you mean `maxLength`?)",
        ],
    );
}

#[test]
fn what_a_document_lacks_is_told() {
    for (text, expected) in [
        (
            "openapi: 3.1.0\npaths: {}\n",
            vec![
                "a.yaml:1:1: warning[W0103]: the document has no `info` (help: add `info: {title: …, version: …}`)",
            ],
        ),
        (
            "openapi: 3.1.0\ninfo: {title: T}\npaths: {}\n",
            vec![
                "a.yaml:2:1: warning[W0103]: the document has no `info.version` (help: add `version: …` here)",
            ],
        ),
        (
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n",
            vec![
                "a.yaml:1:1: warning[W0103]: the document has no `paths` (help: add `paths: {…}`, with an operation)",
            ],
        ),
        ("openapi: 3.1.0\ninfo: {title: T, version: '1'}\nwebhooks: {}\n", vec![]),
    ] {
        let loaded = crate::load("a.yaml", text.into()).unwrap();
        let told: Vec<_> = loaded.diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(told, expected, "{text}");
    }
}

#[test]
fn overlays_come_first() {
    let overlay = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n  - target: $.components.schemas.A\n    update: {$ref: part.yaml, descripton: x}\n";
    let document = format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{}}}}}}\n");
    let shelf = Shelf(vec![("d/part.yaml", "type: string\n")]);
    let overlays = [("o.yaml".to_owned(), overlay.as_bytes().to_vec())];
    let sources = Sources { loader: &shelf, overlays: &overlays };
    let loaded = load_with("d/api.yaml", document.clone().into(), sources).unwrap();
    let told: Vec<_> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    // References in it are those of the document, and what is odd about it is told of its own text.
    assert_eq!(
        told,
        [
            "o.yaml:5:31: warning[W0104]: `descripton` means nothing here, and is passed over (help: did you mean `description`?)"
        ]
    );
    let pointer = Pointer::parse("/x-counterpart-files/1/type").unwrap();
    assert_eq!(loaded.spec.value(&pointer), Some(&json!("string")));
    assert_eq!(loaded.spec.document.place(&pointer).source.name, "d/part.yaml");
    let wrong = [(
        "o.yaml".to_owned(),
        b"overlay: 1.0.0\ninfo: {}\nactions: [{target: '$.[', remove: true}]\n".to_vec(),
    )];
    let sources = Sources { loader: &shelf, overlays: &wrong };
    let refusal = load_with("d/api.yaml", document.into(), sources).unwrap_err();
    assert!(refusal.to_string().starts_with("o.yaml:3:12: error[E0010]"), "{refusal}");
}

#[test]
fn what_a_path_item_says_beside_a_reference_stays() {
    let files = [("d/a.yaml", "get: {operationId: a, responses: {'200': {description: d}}}\n")];
    let document = "paths:\n  /a/{b}: {$ref: a.yaml, parameters: [{name: b, in: path, required: true}], post: {operationId: p, responses: {'200': {description: d}}}}\n  x-owner: team\n";
    let loaded = read(document, &files);
    let told: Vec<_> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    let ids: Vec<_> = loaded.spec.operations.iter().map(|o| (&*o.id, o.parameters.len())).collect();
    assert_eq!(ids, [("p", 1), ("a", 1)]);
}

#[test]
fn mappings_may_name_components_with_dots() {
    let schemas = "A: {discriminator: {propertyName: t, mapping: {b: com.acme.B}}, oneOf: [{$ref: '#/components/schemas/com.acme.B'}]}, com.acme.B: {}";
    let document = format!("components: {{schemas: {{{schemas}}}}}\n");
    let at = "/components/schemas/A/discriminator/mapping/b";
    check(&document, &[], at, &json!("com.acme.B"));
}

#[test]
fn references_through_references_end() {
    let pair = |level: usize| {
        let at = format!("#/components/schemas/L{}/properties/p/q", level - 1);
        format!(
            "    L{level}: {{properties: {{p: {{$ref: '{at}/r/k'}}}}}}\n    K{level}: {{q: {{$ref: '{at}'}}}}\n"
        )
    };
    let pairs: String = (1..40).map(pair).collect();
    let document = format!("components:\n  schemas:\n{pairs}");
    let loaded = read(&document, &[]);
    assert!(loaded.diagnostics.iter().all(|diagnostic| diagnostic.code.starts_with("E010")));
}
