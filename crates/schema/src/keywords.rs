//! Where schemas stand inside a schema (JSON Schema 2020-12, core §10 and §11).
//!
//! Everything that walks a schema asks here, so that a property called `$ref` or a `$ref` inside an `enum` is never taken for a reference.

pub(crate) use counterpart_spec::grammar::{Holds, subschemas as holds};

/// Tells whether the schemas of a keyword judge the same value as the schema around them.
pub(crate) fn is_in_place(keyword: &str) -> bool {
    matches!(
        keyword,
        "allOf" | "anyOf" | "dependentSchemas" | "else" | "if" | "not" | "oneOf" | "then"
    )
}

/// Tells whether a keyword decides what fits; the rest is annotation, which compilers need not see.
pub(crate) fn decides(keyword: &str) -> bool {
    holds(keyword).is_some()
        || matches!(
            keyword,
            "const"
                | "contentEncoding"
                | "contentMediaType"
                | "dependentRequired"
                | "enum"
                | "exclusiveMaximum"
                | "exclusiveMinimum"
                | "format"
                | "maxContains"
                | "maxItems"
                | "maxLength"
                | "maxProperties"
                | "maximum"
                | "minContains"
                | "minItems"
                | "minLength"
                | "minProperties"
                | "minimum"
                | "multipleOf"
                | "pattern"
                | "required"
                | "type"
                | "uniqueItems"
        )
}

/// Tells whether a keyword beside `$ref` leaves the schema the same schema under another title.
pub(crate) fn only_describes(keyword: &str) -> bool {
    let changes_data = matches!(keyword, "x-date" | "x-faker");
    (keyword.starts_with("x-") && !changes_data)
        || matches!(
            keyword,
            "$comment" | "deprecated" | "description" | "externalDocs" | "summary" | "title"
        )
}
