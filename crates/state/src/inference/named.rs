//! Records that are found by their name as well as by their key: `GET /containers/web`, where the path is `/containers/{id}`.

use std::sync::Arc;

use counterpart_schema::{Outline, Type};
use counterpart_spec::Operation;

use super::collections::Reading;
use super::resources::{Resource, operand};
use super::selves::is_of_path;
use super::words::plain;

/// How a description says that a key may be a name.
const EITHER: [&str; 4] = ["id or name", "name or id", "id or the name", "name or the id"];

/// Writes the expression of a key that may as well be the name of a record, where the document says so: `ID or name of the container`.
pub(super) fn by_name(
    reading: &Reading<'_>,
    resource: &Resource,
    operation: &Operation,
    name: &str,
) -> Option<String> {
    let parameter = operation.parameters.iter().find(|p| is_of_path(p, name))?;
    let told = reading.description(parameter);
    let is_either = EITHER.iter().any(|words| told.contains(words));
    let is_name = |(field, form): &(&str, Arc<Outline>)| {
        plain(field) == "name" && *field != resource.key && form.types().admits(Type::String)
    };
    let (field, _) = resource.form.properties().find(is_name).filter(|_| is_either)?;
    let (all, sent) = (format!("all('{}')", resource.name), operand("path", name));
    let named = format!("({all} | selectattr('{field}', 'equalto', {sent}) | first or {{}})");
    let key = operand(&named, &resource.key);
    let is_key = format!("get('{}', {sent}) is defined", resource.name);
    Some(format!("={sent} if {is_key} else {key} | default({sent})"))
}
