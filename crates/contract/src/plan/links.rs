//! OpenAPI links: what the answer of one operation gives to another (OpenAPI "Link Object").

use counterpart_exchange::RuntimeExpression;
use counterpart_spec::{Link, Location, Operation, Parameter, Pointer};
use serde_json::Value;

use crate::{Slot, Subject};

/// One link of the document.
#[derive(Debug, Clone)]
pub(super) struct Linked {
    /// The operation whose answer has it.
    pub(super) from: usize,
    /// The operation that it leads to.
    pub(super) to: usize,
    /// What it gives, by where it goes.
    pub(super) gives: Vec<(Slot, RuntimeExpression)>,
}

/// Lists the links of all answers of success; those that lead nowhere are left out.
pub(super) fn links(subject: &Subject) -> Vec<Linked> {
    let operations = subject.operations();
    let mut all = Vec::new();
    for (from, operation) in operations.iter().enumerate() {
        for (_, index) in operation.successes() {
            for link in &operation.responses[index].links {
                let Some(to) = target(operations, link) else { continue };
                let gives = gives(&operations[to], link);
                if !gives.is_empty() {
                    all.push(Linked { from, to, gives });
                }
            }
        }
    }
    all
}

fn target(operations: &[Operation], link: &Link) -> Option<usize> {
    let by_id = link.operation_id.as_ref();
    let by_id = by_id.and_then(|id| operations.iter().position(|operation| operation.id == *id));
    by_id.or_else(|| {
        let pointer = Pointer::from_fragment(link.operation_ref.as_ref()?)?;
        operations.iter().position(|operation| operation.pointer == pointer)
    })
}

fn gives(to: &Operation, link: &Link) -> Vec<(Slot, RuntimeExpression)> {
    let expression = |value: &Value| value.as_str()?.parse::<RuntimeExpression>().ok();
    let parameters = link.parameters.iter().filter_map(|(name, value)| {
        let parameter = parameter(to, name)?;
        let slot = Slot::Parameter(parameter.location, parameter.key());
        Some((slot, expression(value)?))
    });
    parameters.collect()
}

/// Finds a parameter by `name` or `location.name`.
fn parameter<'o>(operation: &'o Operation, name: &str) -> Option<&'o Parameter> {
    let locations = [Location::Path, Location::Query, Location::Header, Location::Cookie];
    let qualified = name.split_once('.').and_then(|(place, name)| {
        let location = locations.into_iter().find(|location| location.as_str() == place)?;
        operation.parameters.iter().find(|p| p.location == location && p.name == name)
    });
    qualified.or_else(|| operation.parameters.iter().find(|p| p.name == name))
}
