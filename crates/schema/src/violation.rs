//! Why a value does not fit: every broken keyword, wherever the references led.

use std::sync::Arc;

use counterpart_spec::Pointer;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::direction::Direction;
use crate::schemas::Slot;
use crate::tags::Union;
use crate::validator::{LINK, home_of};

/// The longest text that a message quotes; a longer one is described instead.
const MAX_QUOTED: usize = 80;

/// More violations of one value tell nobody more, and a large array could break its schema at every element.
const MAX_VIOLATIONS: usize = 50;

/// One broken keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The part of the value that breaks it.
    pub instance: Pointer,
    /// The keyword.
    pub keyword: String,
    /// Where in the document the keyword stands.
    pub schema: Pointer,
    /// The property of the part that it is about: the missing one of `required`, the first undeclared one of `additionalProperties`.
    pub property: Option<String>,
    /// What is wrong, as a fragment of a sentence.
    pub message: String,
}

/// How many references are looked through for what is wrong; alternatives of alternatives multiply.
const MAX_REFERRED: usize = 5_000;

/// Lists what a value breaks.
pub(crate) fn violations(slot: &Arc<Slot>, direction: Direction, value: &Value) -> Vec<Violation> {
    let Some(home) = slot.home.upgrade() else { return Vec::new() };
    let document = home.document();
    let mut collector = Collector { document, direction, asked: Vec::new(), left: MAX_REFERRED };
    let mut found = Vec::new();
    collector.collect(slot, value, &Pointer::root(), &mut found);
    found
}

struct Collector<'d> {
    document: &'d Value,
    direction: Direction,
    /// The schemas being asked, each with the place of the value: a cycle of references ends here.
    asked: Vec<(Pointer, Pointer)>,
    /// How many references may still be looked through.
    left: usize,
}

impl Collector<'_> {
    fn collect(&mut self, slot: &Slot, value: &Value, at: &Pointer, found: &mut Vec<Violation>) {
        let Ok(usable) = slot.compiled(self.direction) else { return };
        let question = (slot.pointer.clone(), at.clone());
        if self.asked.contains(&question) {
            return;
        }
        self.asked.push(question);
        let locate = |inside: &Pointer| home_of(&usable.members, &slot.pointer, inside);
        for error in usable.validator.iter_errors(value) {
            if found.len() >= MAX_VIOLATIONS {
                break;
            }
            self.report(slot, &locate, &error, at, found);
        }
        self.asked.pop();
    }

    fn report(
        &mut self,
        slot: &Slot,
        locate: &dyn Fn(&Pointer) -> Pointer,
        error: &ValidationError<'_>,
        at: &Pointer,
        found: &mut Vec<Violation>,
    ) {
        let instance = at.concat(&place(error.instance_path().as_str()));
        let schema = locate(&place(error.schema_path().as_str()));
        let (keyword, schema) = self.written(keyword(error), &schema);
        let mut violation = Violation {
            instance,
            keyword,
            schema,
            property: property(error),
            message: message(error),
        };
        match error.kind() {
            ValidationErrorKind::Custom { keyword, .. } if keyword == LINK && self.left == 0 => {
                "$ref".clone_into(&mut violation.keyword);
                "is not what is referred to".clone_into(&mut violation.message);
                found.push(violation);
            }
            ValidationErrorKind::Custom { keyword, message } if keyword == LINK => {
                self.left -= 1;
                let target = Pointer::parse(message).zip(slot.home.upgrade());
                if let Some(target) = target.and_then(|(pointer, home)| home.slot(&pointer).ok()) {
                    self.collect(&target, error.instance(), &violation.instance, found);
                }
            }
            ValidationErrorKind::PropertyNames { error } => {
                let mut inner = Vec::new();
                self.report(slot, locate, error, at, &mut inner);
                if let Some(reason) = inner.first() {
                    violation.message = format!("property name {}", reason.message);
                }
                found.push(violation);
            }
            ValidationErrorKind::AnyOf { context }
            | ValidationErrorKind::OneOfNotValid { context } => {
                let branches: Vec<_> = context
                    .iter()
                    .map(|errors| {
                        let mut branch = Vec::new();
                        for error in errors {
                            self.report(slot, locate, error, at, &mut branch);
                        }
                        branch
                    })
                    .collect();
                let tagged = self.tagged(&violation, error.instance(), &branches);
                found.extend(tagged.unwrap_or_else(|| alternatives(violation, &branches)));
            }
            _ => found.push(violation),
        }
    }

    /// Tells what is wrong with the alternative that the tag of a value means, or with the tag; `None` when there is no such thing.
    fn tagged(
        &self,
        violation: &Violation,
        value: &Value,
        branches: &[Vec<Violation>],
    ) -> Option<Vec<Violation>> {
        let at = violation.schema.parent()?;
        let source = at.resolve(self.document)?.as_object()?;
        let union = Union::of(self.document, source, &violation.keyword)?;
        let Value::Object(members) = value else { return None };
        if let Some(meant) = union.meant(value) {
            return branches.get(meant).filter(|branch| !branch.is_empty()).cloned();
        }
        if union.tags.iter().any(Vec::is_empty) {
            return None;
        }
        let tags = union.tags.iter().flatten().map(|tag| format!("`{tag}`").replace('"', ""));
        let tags = tags.collect::<Vec<_>>().join(", ");
        let property = union.property;
        let mut violation = Violation {
            keyword: "discriminator".to_owned(),
            schema: at.join("discriminator"),
            ..violation.clone()
        };
        if members.contains_key(&property) {
            violation.instance = violation.instance.join(&property);
            violation.message = format!("the tag is none of {tags}");
        } else {
            violation.message = format!("`{property}` is missing, which is one of {tags}");
            violation.property = Some(property);
        }
        Some(vec![violation])
    }

    /// Says where the document has a keyword that was read as another: `int32` is a range, a list of `items` is `prefixItems`.
    fn written(&self, keyword: String, schema: &Pointer) -> (String, Pointer) {
        let mut reached = Pointer::root();
        for token in schema.tokens() {
            let next = reached.join(&token);
            let next = match (&*token, next.resolve(self.document)) {
                ("prefixItems", None) => reached.join("items"),
                ("items", Some(Value::Array(_))) => reached.join("additionalItems"),
                _ => next,
            };
            if next.resolve(self.document).is_none() {
                let format = reached.join("format");
                let is_bound = matches!(&*token, "minimum" | "maximum");
                return match format.resolve(self.document) {
                    Some(_) if is_bound => ("format".to_owned(), format),
                    _ => (keyword, reached),
                };
            }
            reached = next;
        }
        (keyword, reached)
    }
}

fn property(error: &ValidationError<'_>) -> Option<String> {
    match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().map(str::to_owned),
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected.first().cloned(),
        _ => None,
    }
}

/// Tells what is wrong when none of several alternatives fits: what is wrong with the alternative that is clearly meant, by its type or its tag; else what comes nearest.
fn alternatives(mut violation: Violation, branches: &[Vec<Violation>]) -> Vec<Violation> {
    let at = &violation.instance;
    let meant =
        |branch: &&Vec<Violation>| !branch.is_empty() && !branch.iter().any(|v| excludes(v, at));
    let mut candidates = branches.iter().filter(meant);
    if let (Some(only), None) = (candidates.next(), candidates.next()) {
        return only.clone();
    }
    let count = branches.len();
    let nearest = branches
        .iter()
        .filter(|branch| !branch.is_empty())
        .min_by_key(|branch| (branch.iter().any(|v| excludes(v, at)), branch.len()));
    violation.message = match nearest.and_then(|branch| branch.first()) {
        Some(v) if v.instance == *at => format!("fits none of {count} alternatives: {}", v.message),
        Some(v) => format!("fits none of {count} alternatives: {} at {}", v.message, v.instance),
        None => format!("fits none of {count} alternatives"),
    };
    vec![violation]
}

/// Tells whether a violation says that another alternative is meant: the wrong type, or the wrong tag right inside.
fn excludes(violation: &Violation, at: &Pointer) -> bool {
    let inside = violation.instance.as_str().strip_prefix(at.as_str()).unwrap_or_default();
    match violation.keyword.as_str() {
        "type" => inside.is_empty(),
        "const" | "enum" => inside.matches('/').count() <= 1,
        _ => false,
    }
}

/// Names the keyword as the document writes it: `dependentRequired` and `minContains` are reported as `required` and `contains`.
fn keyword(error: &ValidationError<'_>) -> String {
    let path = error.schema_path().as_str();
    match error.kind() {
        ValidationErrorKind::FalseSchema => "false".to_owned(),
        ValidationErrorKind::Required { .. } if path.contains("/dependentRequired") => {
            "dependentRequired".to_owned()
        }
        ValidationErrorKind::Contains => match place(path).last().as_deref() {
            Some(last @ ("minContains" | "maxContains")) => last.to_owned(),
            _ => "contains".to_owned(),
        },
        kind => kind.keyword().to_owned(),
    }
}

/// Words the violation; a value that is long is described, not quoted.
fn message(error: &ValidationError<'_>) -> String {
    match error.instance().as_ref() {
        Value::Object(_) => error.masked_with("the object").to_string(),
        Value::Array(_) => error.masked_with("the array").to_string(),
        Value::String(text) if text.len() > MAX_QUOTED => error.masked_with("the text").to_string(),
        _ => error.to_string(),
    }
}

fn place(path: &str) -> Pointer {
    Pointer::parse(path).unwrap_or_default()
}

#[cfg(test)]
mod tests;
