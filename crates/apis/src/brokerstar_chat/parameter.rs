//! Parameters that several operations share.

use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OneOfBuilder, RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// Which messages to leave out.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filtered {
    /// Which messages to leave out: `filters[last_id]=34`.
    #[param(style = DeepObject, explode, inline, required = false)]
    pub filters: Filters,
}

/// Conditions on messages, all of which must hold.
#[derive(Debug, ToSchema)]
pub struct Filters {
    /// Only messages with a greater number.
    #[schema(required = false, examples(34))]
    pub last_id: i64,
    /// Only messages created later than this moment.
    #[schema(
        required = false,
        format = DateTime,
        examples("2023-01-31T15:59:41+01:00")
    )]
    pub created_after: String,
}

/// Which page to show; one alone does nothing.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Pager {
    /// How many messages a page holds at most; only together with `page`.
    #[param(minimum = 1, nullable = false, example = 10)]
    pub limit: Option<i64>,
    /// The page, from 1; only together with `limit`.
    #[param(minimum = 1, nullable = false, example = 2)]
    pub page: Option<i64>,
}

/// The advisor whose conversation it is, or the word `null` for the system's.
#[derive(Debug)]
pub struct UserOrNull;

impl PartialSchema for UserOrNull {
    /// Also takes `0`, the system's key among the unread.
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
        let null = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["null"]));
        OneOfBuilder::new().item(number).item(null).into()
    }
}

impl ToSchema for UserOrNull {}
