//! What is written is read as it was, for every style, place and media type; and no bytes at all make a decoder panic.

use std::fmt::Write;
use std::sync::Arc;

use counterpart_schema::{Outlines, Schemas};
use counterpart_spec::{Location, Spec, Style};
use serde_json::{Map, Value, json};

use crate::{Contract, Decoded, MediaRange, Refusal, Request, Response, Route, Router};

/// Values tried for each schema at each place.
const VALUES: usize = 24;

/// The schemas of parameters, each with a maker of values that fit.
const SCHEMAS: [(&str, Make); 9] = [
    ("{type: integer}", |dice| json!(dice.number())),
    ("{type: number}", |dice| json!(f64::from(dice.number()) / 8.0)),
    ("{type: boolean}", |dice| json!(dice.below(2) == 0)),
    ("{type: string}", |dice| json!(dice.text())),
    ("{type: array, items: {type: string}}", |dice| dice.list(|dice| json!(dice.text()))),
    ("{type: array, items: {type: integer}}", |dice| dice.list(|dice| json!(dice.number()))),
    ("{type: object, properties: {a: {type: integer}, b: {type: string}}}", Dice::object),
    ("{type: object, additionalProperties: {type: string}}", Dice::map),
    (
        "{type: object, properties: {l: {type: array, items: {type: string}}, o: {type: object, properties: {a: {type: integer}, b: {type: string}}}}}",
        |dice| json!({"l": dice.list(|dice| json!(dice.text())), "o": dice.object()}),
    ),
];

type Make = fn(&mut Dice) -> Value;

/// A stream of numbers, the same at every run (Numerical Recipes' generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn number(&mut self) -> i32 {
        i32::try_from(self.below(2001)).unwrap() - 1000
    }

    fn text(&mut self) -> String {
        let letters: Vec<_> =
            "abc019 ,;:/?#[]@!$&'()*+=%|.-_~\"\\<>{}^`äß語\u{1f600}".chars().collect();
        let length = self.below(6);
        (0..length).map(|_| letters[self.below(letters.len())]).collect()
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = self.below(40);
        let likely = b"{}[]<>&;=:,./-\"'\r\n%20ab\x1e\xff\x00";
        let mut byte = || match self.below(3) {
            0 => u8::try_from(self.below(256)).unwrap(),
            _ => likely[self.below(likely.len())],
        };
        (0..length).map(|_| byte()).collect()
    }

    fn list(&mut self, make: Make) -> Value {
        let length = self.below(4);
        (0..length).map(|_| make(self)).collect()
    }

    fn object(&mut self) -> Value {
        json!({"a": self.number(), "b": self.text()})
    }

    fn map(&mut self) -> Value {
        let length = self.below(4);
        (0..length).map(|_| (self.text(), json!(self.text()))).collect::<Map<_, _>>().into()
    }
}

/// One parameter as it may be declared.
struct Place {
    declaration: String,
    location: Location,
    make: Make,
}

fn places() -> Vec<Place> {
    let mut places = Vec::new();
    for location in [Location::Path, Location::Query, Location::Header, Location::Cookie] {
        let styles = location.styles().iter().flat_map(|style| [(style, false), (style, true)]);
        for (style, explode) in styles {
            for reserved in [false, true] {
                for (schema, make) in SCHEMAS {
                    let declaration = format!(
                        "name: p, in: {}, required: true, style: {}, explode: {explode}, allowReserved: {reserved}, schema: {schema}",
                        location.as_str(),
                        style.as_str()
                    );
                    places.push(Place { declaration, location, make });
                }
            }
        }
        let declaration = format!(
            "name: p, in: {}, required: true, content: {{application/json: {{schema: {}}}}}",
            location.as_str(),
            SCHEMAS[8].0
        );
        places.push(Place { declaration, location, make: SCHEMAS[8].1 });
    }
    for media_type in ["application/json", "application/x-www-form-urlencoded"] {
        let declaration = format!(
            "name: p, in: querystring, required: true, content: {{{media_type}: {{schema: {}}}}}",
            SCHEMAS[6].0
        );
        places.push(Place { declaration, location: Location::QueryString, make: SCHEMAS[6].1 });
    }
    places
}

/// A document, and what its operations are compiled to.
struct Compiled {
    spec: Arc<Spec>,
    router: Router,
    schemas: Schemas,
}

impl Compiled {
    fn new(paths: &str) -> Self {
        let text = format!("openapi: 3.1.0\npaths:\n{paths}");
        let spec = Arc::new(counterpart_spec::load("t.yaml", text.into()).unwrap().spec);
        let (router, refused) = Router::new(&spec);
        assert_eq!(refused, []);
        Self { schemas: Schemas::new(Arc::clone(&spec.document.value)), spec, router }
    }

    fn contract(&self, index: usize) -> Contract {
        Contract::new(&self.spec, &self.schemas, &Outlines::default(), index)
    }

    fn decode(&self, contract: &Contract, request: &Request) -> Result<Decoded, Refusal> {
        let route = self.router.find(&request.method, &request.path, &request.query);
        let Route::Operation { path, .. } = route else { panic!("{request:?}: {route:?}") };
        contract.decode(request, &path)
    }
}

#[test]
fn parameters_come_back_as_they_were() {
    let places = places();
    let mut paths = String::new();
    for (index, Place { declaration, location, .. }) in places.iter().enumerate() {
        let tail = if *location == Location::Path { "/{p}" } else { "" };
        let _ = writeln!(paths, "  /t{index}{tail}: {{get: {{parameters: [{{{declaration}}}]}}}}");
    }
    let compiled = Compiled::new(&paths);
    let mut dice = Dice(1);
    for (index, Place { declaration, location, make }) in places.iter().enumerate() {
        let contract = compiled.contract(index);
        let mut carried = 0;
        for _ in 0..VALUES {
            let mut values = Decoded::default();
            let map = match location {
                Location::Path => &mut values.path,
                Location::Query | Location::QueryString => &mut values.query,
                Location::Header => &mut values.header,
                Location::Cookie => &mut values.cookie,
            };
            map.insert("p".to_owned(), make(&mut dice));
            let Ok(request) = contract.encode(&values, None) else { continue };
            let back = compiled.decode(&contract, &request);
            assert_eq!(back.as_ref().ok(), Some(&values), "{declaration}\n{request:?}\n{back:?}");
            carried += 1;
        }
        // Numbers go everywhere; what is nested goes as JSON, and not all styles escape its commas.
        let is_flat = SCHEMAS[..3].iter().any(|(schema, _)| declaration.ends_with(schema));
        let is_bare = ["in: header", "style: cookie"].iter().any(|bare| declaration.contains(bare));
        let least = match declaration.ends_with(SCHEMAS[8].0) {
            true if is_bare => 0,
            _ if is_flat => VALUES,
            _ => 1,
        };
        assert!(carried >= least, "{declaration}: {carried} of {VALUES}");
    }
}

/// What each media type is tried with.
const MEDIA_TYPES: [(&str, usize); 11] = [
    ("application/json", 8),
    ("application/vnd.x+json;version=2", 8),
    ("application/x-www-form-urlencoded", 6),
    ("application/x-www-form-urlencoded", 8),
    ("multipart/form-data", 8),
    ("application/xml", 6),
    ("application/xml", 8),
    ("text/plain", 3),
    ("text/plain;charset=iso-8859-1", 0),
    ("text/csv", 3),
    ("application/octet-stream", 3),
];

#[test]
fn bodies_come_back_as_they_were() {
    let mut paths = String::new();
    for (index, (media_type, schema)) in MEDIA_TYPES.iter().enumerate() {
        let schema = SCHEMAS[*schema].0;
        let _ = writeln!(
            paths,
            "  /t{index}: {{post: {{requestBody: {{content: {{'{media_type}': {{schema: {schema}}}}}}}}}}}"
        );
    }
    let compiled = Compiled::new(&paths);
    let mut dice = Dice(2);
    for (index, (media_type, schema)) in MEDIA_TYPES.iter().enumerate() {
        let contract = compiled.contract(index);
        let mut carried = 0;
        for _ in 0..VALUES {
            let body = Some(SCHEMAS[*schema].1(&mut dice));
            let values = Decoded { body, ..Decoded::default() };
            let Ok(request) = contract.encode(&values, None) else { continue };
            if request.body.is_empty() {
                continue;
            }
            let back = compiled.decode(&contract, &request);
            assert_eq!(back.as_ref().ok(), Some(&values), "{media_type}\n{request:?}\n{back:?}");
            carried += 1;
        }
        assert!(carried > VALUES / 4, "{media_type}: {carried} of {VALUES}");
    }
}

#[test]
fn no_bytes_make_a_decoder_panic() {
    let types = [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data;boundary=a",
        "application/xml",
        "text/plain;charset=latin1",
        "text/event-stream",
        "application/jsonl",
        "application/json-seq",
        "image/png",
    ];
    let schema = SCHEMAS[8].0;
    let content: Vec<_> = types.iter().map(|t| format!("'{t}': {{schema: {schema}}}")).collect();
    let content = content.join(", ");
    let headers = format!("{{X-A: {{schema: {schema}, explode: true}}}}");
    let mut paths = String::new();
    let places: Vec<_> = places().into_iter().step_by(7).collect();
    for (index, place) in places.iter().enumerate() {
        let declaration = &place.declaration;
        let _ = writeln!(
            paths,
            "  /t{index}/{{p}}: {{post: {{parameters: [{{{declaration}}}], requestBody: {{content: {{{content}}}}}, responses: {{200: {{headers: {headers}, content: {{{content}}}}}}}}}}}"
        );
    }
    let compiled = Compiled::new(&paths);
    let mut dice = Dice(3);
    for index in 0..places.len() {
        let contract = compiled.contract(index);
        for _ in 0..VALUES {
            let mut request = Request {
                query: String::from_utf8_lossy(&dice.bytes()).replace('a', "p"),
                body: dice.bytes().into(),
                ..Request::default()
            };
            let media_type = types[dice.below(types.len())];
            for name in ["p", "cookie", "accept"] {
                let value = http::HeaderValue::from_bytes(&dice.bytes());
                request.headers.extend(value.ok().map(|v| (name.parse().ok(), v)));
            }
            request.headers.insert("content-type", media_type.parse().unwrap());
            let path = String::from_utf8_lossy(&dice.bytes()).into_owned();
            let _ = compiled.router.find(&request.method, &path, &request.query);
            let _ = contract.decode(&request, &[("p", &path)]);
            let Request { headers, body, .. } = request;
            let response = Response { status: 200, headers, body };
            let _ = contract.judge(&http::Method::GET, &response);
            let _ = MediaRange::parse(&path);
        }
    }
}

#[test]
fn styles_of_the_specification() {
    // OpenAPI 3.2, "Style Examples": an array and an object in each style.
    for (location, style, explode, array, object) in [
        (Location::Path, Style::Matrix, false, ";p=blue,black", ";p=R,100,G,200"),
        (Location::Path, Style::Matrix, true, ";p=blue;p=black", ";R=100;G=200"),
        (Location::Path, Style::Label, false, ".blue,black", ".R,100,G,200"),
        (Location::Path, Style::Label, true, ".blue.black", ".R=100.G=200"),
        (Location::Path, Style::Simple, false, "blue,black", "R,100,G,200"),
        (Location::Path, Style::Simple, true, "blue,black", "R=100,G=200"),
        (Location::Query, Style::Form, false, "p=blue,black", "p=R,100,G,200"),
        (Location::Query, Style::Form, true, "p=blue&p=black", "R=100&G=200"),
        (Location::Query, Style::SpaceDelimited, false, "p=blue%20black", "p=R%20100%20G%20200"),
        (Location::Query, Style::PipeDelimited, false, "p=blue|black", "p=R|100|G|200"),
        (
            Location::Query,
            Style::DeepObject,
            true,
            "p%5B%5D=blue&p%5B%5D=black",
            "p%5BR%5D=100&p%5BG%5D=200",
        ),
        (Location::Cookie, Style::Form, false, "p=blue,black", "p=R,100,G,200"),
        (Location::Cookie, Style::Cookie, true, "p=blue; p=black", "R=100; G=200"),
    ] {
        for (schema, value, expected) in [
            ("{type: array, items: {type: string}}", json!(["blue", "black"]), array),
            (
                "{type: object, properties: {R: {type: integer}, G: {type: integer}}}",
                json!({"R": 100, "G": 200}),
                object,
            ),
        ] {
            let declaration = format!(
                "name: p, in: {}, required: true, style: {}, explode: {explode}, schema: {schema}",
                location.as_str(),
                style.as_str()
            );
            let compiled =
                Compiled::new(&format!("  /{{p}}: {{get: {{parameters: [{{{declaration}}}]}}}}\n"));
            let contract = compiled.contract(0);
            let mut values = Decoded::default();
            values.path.insert("p".into(), json!("x"));
            let map = match location {
                Location::Path => &mut values.path,
                Location::Query => &mut values.query,
                _ => &mut values.cookie,
            };
            map.insert("p".to_owned(), value);
            let request = contract.encode(&values, None).expect(&declaration);
            let written = match location {
                Location::Path => &request.path[1..],
                Location::Query => &request.query,
                _ => request.header("cookie").unwrap_or_default(),
            };
            assert_eq!(written, expected, "{declaration}");
            assert_eq!(compiled.decode(&contract, &request).ok(), Some(values), "{declaration}");
        }
    }
}
