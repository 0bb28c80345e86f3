//! placeholder
use crate::document::Origins;
use crate::{Diagnostic, Pointer};
use serde_json::Value;
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V3_1,
}
impl Version {
    pub(crate) fn parse(_key: &str, said: &Value) -> Result<Self, String> {
        if said.to_string().trim_matches('"').starts_with(['2', '3']) {
            Ok(Self::V3_1)
        } else {
            Err(format!("OpenAPI version `{said}` is not read").replace('"', ""))
        }
    }
}
pub(crate) fn lower(
    _: &mut Value,
    _: Version,
    _: &mut Origins,
    _: &mut Vec<(Diagnostic, Pointer)>,
) {
}
