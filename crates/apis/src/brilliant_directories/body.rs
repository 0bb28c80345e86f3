//! Bodies of writes, derived from the row they write: the same columns, none of them required.

use utoipa::PartialSchema;
use utoipa::openapi::{RefOr, Schema, schema::Object};

/// Gives the columns a creation takes: all but the key, which the server gives.
pub(super) fn creation<Row: PartialSchema>(key: &str, description: &str) -> RefOr<Schema> {
    let mut columns = columns::<Row>(description);
    columns.properties.shift_remove(key);
    columns.into()
}

/// Gives the columns an update takes: the key, and any of the others.
pub(super) fn update<Row: PartialSchema>(key: &str, description: &str) -> RefOr<Schema> {
    let mut columns = columns::<Row>(description);
    columns.required.push(key.to_owned());
    columns.into()
}

fn columns<Row: PartialSchema>(description: &str) -> Object {
    let RefOr::T(Schema::Object(mut columns)) = Row::schema() else {
        unreachable!("a row is a struct, and a struct's schema is an object")
    };
    columns.description = Some(description.to_owned());
    columns.required.clear();
    columns.examples.clear();
    columns
}
