//! What the properties of an envelope say, by their names.

use counterpart_schema::{Direction, Outline, Type};
use serde_json::Value;

use crate::expression::{Expression, Template};
use crate::inference::plain;
use crate::language::Page;

/// What a property of an envelope says, by its name in lower case without separators; and what it says where no pager is used but a value is wanted.
const ROLES: [(&[&str], &str, &str); 13] = [
    (
        &[
            "total",
            "totalcount",
            "count",
            "totalitems",
            "totalresults",
            "totalrecords",
            "totalelements",
        ],
        "total",
        "total",
    ),
    (&["numberofelements", "returned", "resultcount"], "items | length", "items | length"),
    (&["more", "hasmore", "hasnext", "hasnextpage", "ismore", "moreavailable"], "more", "more"),
    (
        &[
            "next",
            "nextcursor",
            "iterator",
            "nextpagetoken",
            "nexttoken",
            "nextpage",
            "cursor",
            "endcursor",
            "nextoffset",
            "continuation",
        ],
        "next",
        "next if next is not none",
    ),
    (
        &[
            "prev",
            "previous",
            "prevcursor",
            "previouscursor",
            "prevpage",
            "previouspage",
            "prevpagetoken",
            "previouspagetoken",
        ],
        "prev",
        "prev if prev is not none",
    ),
    (&["islast", "islastpage", "done"], "not more", "not more"),
    (&["firstid", "startcursor"], "first", "first if first is not none"),
    (&["lastid"], "last", "last if last is not none"),
    (
        &["hasprevious", "hasprev", "haspreviouspage", "hasprevpage"],
        "prev is not none",
        "prev is not none",
    ),
    (&["offset", "skip", "startindex"], "offset", "offset"),
    (&["page", "currentpage", "pagenumber"], "page", "page if page is not none else 1"),
    (
        &["pages", "totalpages", "lastpage", "pagecount"],
        "pages",
        "pages if pages is not none else 1",
    ),
    (&["limit", "perpage", "pagesize", "size"], "size", "size if size is not none else total"),
];

/// The place among them of what asks for the next page.
const NEXT: usize = 3;

/// The role of the page's number, where the first page is 0.
const FROM_ZERO: (&str, &str) =
    ("page - 1 if page is not none else none", "page - 1 if page is not none else 0");

/// The number of pages, where a list without records has one.
const AT_LEAST_ONE: &str = "pages or 1";

/// What a property may be called that holds where other pages are.
const LINKS: [&str; 3] = ["links", "link", "paging"];

/// What an object may be called that says which page is shown.
const PAGES: [&str; 9] = [
    "meta",
    "metadata",
    "pagination",
    "paging",
    "pageinfo",
    "page",
    "paginate",
    "pager",
    "responsemetadata",
];

/// How the name of a property ends that says where a page is, not which.
const ENDS: [&str; 8] =
    ["pageurl", "pagelink", "pageuri", "pagehref", "url", "link", "uri", "href"];

/// The pages that links lead to, as properties name them.
const RELATIONS: [(&[&str], &str); 5] = [
    (&["next", "nextpage", "odatanext"], "next"),
    (&["prev", "previous", "prevpage", "previouspage"], "prev"),
    (&["first", "firstpage"], "first"),
    (&["last", "lastpage"], "last"),
    (&["self", "current", "this"], "self"),
];

/// Says what a property of an envelope is filled with; `among` tells whether it stands among links, `page` how a list is paged.
pub(super) fn role(
    name: &str,
    form: &Outline,
    among: bool,
    page: Option<&Page>,
) -> Option<Template> {
    if let Some(link) = link(name, form, among) {
        return Some(link);
    }
    let types = form.types();
    if types.single().is_some_and(|ty| matches!(ty, Type::Object | Type::Array)) {
        return None;
    }
    let name = plain(name);
    let (names, plain, wanted) = ROLES.iter().find(|(names, ..)| names.contains(&name.as_str()))?;
    let (plain, wanted) =
        if names.contains(&"page") && from_zero(page) { FROM_ZERO } else { (*plain, *wanted) };
    let least = form.schema().annotation("minimum").and_then(Value::as_u64);
    if names.contains(&"pages") && least == Some(1) {
        return Some(expression(AT_LEAST_ONE));
    }
    Some(expression(if types.is_nullable() { plain } else { wanted }))
}

/// Tells whether a property that is filled with the total may as well count what is shown: of `count` the name says neither.
pub(crate) fn may_count_the_page(name: &str) -> bool {
    plain(name) == "count"
}

/// Tells whether a property holds where other pages are.
pub(super) fn holds_links(name: &str, form: &Outline) -> bool {
    LINKS.contains(&&*plain(name))
        && form.types().single() == Some(Type::Object)
        && form.properties().any(|(name, form)| link(name, &form, true).is_some())
}

/// Tells whether an object beside the records says which page of them is shown.
pub(super) fn holds_pages(name: &str, form: &Outline, page: Option<&Page>) -> bool {
    PAGES.contains(&&*plain(name))
        && form.types().without(Type::Null).single() == Some(Type::Object)
        && form.properties().any(|(name, form)| role(name, &form, false, page).is_some())
}

/// Says what leads to the next page where a value has to be there also on the last one, and none leads to nothing: an empty text, else what leads to an empty page.
pub(super) fn ended(name: &str, form: &Outline, page: Option<&Page>) -> Option<Template> {
    let is_next = ROLES[NEXT].0.contains(&&*plain(name));
    let types = form.types();
    if !is_next || types.is_nullable() || link(name, form, false).is_some() {
        return None;
    }
    let fits = |value: &Value| form.schema().is_valid(Direction::Response, value);
    let beyond = match page {
        _ if types.admits(Type::String) && fits(&Value::from("")) => "''",
        Some(Page { number: Some(_), .. }) if from_zero(page) => "page",
        Some(Page { number: Some(_), .. }) => "page + 1",
        Some(Page { offset: Some(_), .. }) => "total",
        Some(_) if types.admits(Type::String) => "last or 'end'",
        _ => return None,
    };
    Some(expression(&format!("next if next is not none else {beyond}")))
}

/// Reads a property that says where another page is: by the end of its name, by what it stands among, or by its format or example.
fn link(name: &str, form: &Outline, among: bool) -> Option<Template> {
    let name = plain(name);
    let stem = ENDS.iter().find_map(|end| name.strip_suffix(end)).filter(|stem| !stem.is_empty());
    let (_, relation) =
        RELATIONS.iter().find(|(names, _)| names.contains(&stem.unwrap_or(&name)))?;
    let types = form.types();
    if types.admits(Type::String) && (among || stem.is_some() || is_url(form)) {
        return Some(expression(&if types.is_nullable() {
            format!("links.{relation}")
        } else {
            format!("links.{relation} if links.{relation} is not none")
        }));
    }
    // Links as objects, as HAL has them.
    let is_object = among && types.admits(Type::Object) && form.declares("href");
    is_object.then(|| {
        let target = format!("{{'href': links.{relation}}} if links.{relation} is not none");
        expression(&if types.is_nullable() { format!("{target} else none") } else { target })
    })
}

fn is_url(form: &Outline) -> bool {
    let schema = form.schema();
    let format = schema.annotation("format").and_then(Value::as_str);
    let shown = schema.examples().into_iter().filter_map(Value::as_str);
    matches!(format, Some("uri" | "url" | "uri-reference"))
        || shown.into_iter().any(|text| text.starts_with("http") || text.starts_with('/'))
}

/// Gives what a header says of a list, by its name in lower case: `x-total-count`, `x-next-page`, `pagination-limit`.
pub(super) fn counted(name: &str, page: Option<&Page>) -> Option<Expression> {
    let name = name.strip_prefix("x-").unwrap_or(name);
    let name = name.strip_prefix("pagination-").unwrap_or(name);
    let name = plain(name);
    let (names, _, told) = ROLES.iter().find(|(names, ..)| names.contains(&name.as_str()))?;
    let told = if names.contains(&"page") && from_zero(page) { FROM_ZERO.1 } else { told };
    Some(compiled(told))
}

fn from_zero(page: Option<&Page>) -> bool {
    page.is_some_and(|page| page.first == Some(0))
}

pub(super) fn expression(text: &str) -> Template {
    Template::Expression(compiled(text))
}

fn compiled(text: &str) -> Expression {
    Expression::compile(text).expect("the expressions of envelopes are our own")
}
