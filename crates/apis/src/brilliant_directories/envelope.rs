//! What surrounds a row: one envelope for reads, one for writes, one for deletions.

use utoipa::ToSchema;

/// Says that a call succeeded.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Status {
    /// The only value of a success.
    Success,
}

/// Defines an envelope per model: `message` is another thing in each of them (BD-4).
macro_rules! envelopes {
    ($row:ty, $list:ident, $one:ident, $written:ident, $deleted:ident) => {
        /// A page of rows.
        #[derive(Debug, utoipa::ToSchema)]
        pub struct $list {
            /// Says that the call succeeded.
            #[schema(inline)]
            pub status: $crate::brilliant_directories::envelope::Status,
            /// The rows of the page.
            pub message: Vec<$row>,
            /// How many rows there are, as text.
            #[schema(pattern = r"^\d+$")]
            pub total: String,
            /// The page that was asked for, from 1.
            pub current_page: i64,
            /// How many pages there are.
            pub total_pages: i64,
        }

        /// One row, in the envelope of a list.
        #[derive(Debug, utoipa::ToSchema)]
        pub struct $one {
            /// Says that the call succeeded.
            #[schema(inline)]
            pub status: $crate::brilliant_directories::envelope::Status,
            /// The row, alone in its array.
            #[schema(min_items = 1, max_items = 1)]
            pub message: Vec<$row>,
            /// How many rows the whole table has, as text.
            #[schema(pattern = r"^\d+$")]
            pub total: String,
            /// Always the first page.
            pub current_page: i64,
            /// How many pages the table would fill.
            pub total_pages: i64,
        }

        /// The row as the write left it.
        #[derive(Debug, utoipa::ToSchema)]
        pub struct $written {
            /// Says that the call succeeded.
            #[schema(inline)]
            pub status: $crate::brilliant_directories::envelope::Status,
            /// The whole row.
            pub message: $row,
        }

        /// The confirmation that a row is gone.
        #[derive(Debug, utoipa::ToSchema)]
        pub struct $deleted {
            /// Says that the call succeeded.
            #[schema(inline)]
            pub status: $crate::brilliant_directories::envelope::Status,
            /// A sentence that names the table.
            pub message: String,
        }
    };
}

pub(super) use envelopes;
