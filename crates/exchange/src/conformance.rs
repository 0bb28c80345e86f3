//! Whether a response is one that the document declares.

use counterpart_schema::Direction;
use counterpart_spec::{self as spec, Pointer, has_no_content};
use http::Method;
use serde_json::Value;

use crate::body::{self, Content};
use crate::forms::Forms;
use crate::parameters::Slot;
use crate::{Contract, MediaRange, Response, Site, Violation};

/// What one declared response has to be.
#[derive(Debug)]
pub(crate) struct ResponseContract {
    pointer: Pointer,
    pub(crate) headers: Vec<Slot>,
    /// The most specific range first.
    pub(crate) content: Vec<(MediaRange, Content)>,
}

impl ResponseContract {
    pub(crate) fn new(response: &spec::Response, forms: &Forms) -> Self {
        Self {
            pointer: response.pointer.clone(),
            headers: response.headers.iter().map(|header| Slot::new(header, forms)).collect(),
            content: body::compile(&response.content, forms),
        }
    }
}

impl Contract {
    /// Finds the response that stands for a status.
    pub(crate) fn declared(&self, status: u16) -> Option<&ResponseContract> {
        self.responses().get(self.operation().response_index(status)?)
    }

    /// Lists what a response breaks: its status, its headers, its media type, its body.
    ///
    /// A header that is not declared breaks nothing, and neither does a body where none is declared.
    pub fn judge(&self, method: &Method, response: &Response) -> Vec<Violation> {
        let status = response.status;
        let Some(declared) = self.declared(status) else {
            // Where nothing is declared, any response will do.
            if self.operation().responses.is_empty() {
                return Vec::new();
            }
            let place = self.operation().pointer.join("responses");
            let message = format!("{status} is not declared");
            return vec![violation(Site::Status, "responses", place, message)];
        };
        let mut violations = headers(declared, response);
        let is_empty = method == Method::HEAD || has_no_content(status);
        if !is_empty && !declared.content.is_empty() {
            violations.extend(content(declared, response));
        } else if is_empty && !response.body.is_empty() {
            let message = format!("a response to `{method}` with status {status} has none");
            violations.push(violation(Site::Body, "content", declared.pointer.clone(), message));
        }
        violations
    }
}

fn headers(declared: &ResponseContract, response: &Response) -> Vec<Violation> {
    let mut violations = Vec::new();
    for slot in &declared.headers {
        let name = &slot.parameter.name;
        let site = || Site::Header(name.clone());
        let place = || slot.parameter.pointer.clone();
        match slot.read_header(&response.headers) {
            Ok(Some(value)) => violations.extend(
                slot.judge(Direction::Response, &value)
                    .into_iter()
                    .map(|broken| Violation { site: site(), ..broken }),
            ),
            Ok(None) if slot.parameter.required => {
                violations.push(violation(site(), "required", place(), "is missing".into()));
            }
            Ok(None) => {}
            Err(message) => violations.push(violation(site(), "syntax", place(), message)),
        }
    }
    violations
}

fn content(declared: &ResponseContract, response: &Response) -> Vec<Violation> {
    let header = crate::request::header(&response.headers, "content-type");
    let sent = header.and_then(MediaRange::parse);
    let chosen = sent.and_then(|sent| Some((body::choose(&declared.content, &sent)?, sent)));
    let Some(((range, content), sent)) = chosen else {
        let types: Vec<_> = declared.content.iter().map(|(r, _)| format!("`{r}`")).collect();
        let types = types.join(" or ");
        let message = match header {
            Some(header) => format!("`{header}` is not declared, but {types}"),
            None => format!("is missing, where {types} is declared"),
        };
        let place = declared.pointer.join("content");
        let site = Site::Header("content-type".to_owned());
        return vec![violation(site, "content", place, message)];
    };
    match body::read(content, range, &sent, false, &response.body) {
        Ok(value) => body::judge(content, Direction::Response, &value),
        // A schema that takes an empty text takes an empty body.
        Err(_) if response.body.is_empty() && takes_nothing(content) => Vec::new(),
        Err(fault) => vec![body::violation(fault)],
    }
}

fn takes_nothing(content: &Content) -> bool {
    body::judge(content, Direction::Response, &Value::String(String::new())).is_empty()
}

fn violation(site: Site, keyword: &str, schema: Pointer, message: String) -> Violation {
    Violation {
        site,
        pointer: Pointer::root(),
        keyword: keyword.to_owned(),
        schema: Some(schema),
        property: None,
        message,
    }
}
