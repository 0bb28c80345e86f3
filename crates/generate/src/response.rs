//! Whole responses that keep the contract of an operation.

use counterpart_exchange::{Contract, MediaRange, Response, Site};
use counterpart_schema::{Direction, Schemas};
use counterpart_spec as spec;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::parts::{Parts, preferred};
use crate::request::Uncallable;
use crate::seed::Rng;

/// Makes a realistic response that tells of success ([`spec::Operation::successes`] says which that is); `None` where none is declared.
///
/// # Errors
///
/// Fails when a part that must be there has no value, or none that can be written.
pub fn response(
    contract: &Contract,
    schemas: &Schemas,
    rng: &mut Rng,
    moment: Timestamp,
) -> Result<Option<Response>, Uncallable> {
    let operation = contract.operation();
    let Some(&(status, index)) = operation.successes().first() else { return Ok(None) };
    let declared = &operation.responses[index];
    let mut parts = Parts { direction: Direction::Response, schemas, rng, moment };
    let headers = headers(declared, &mut parts)?;
    let mut problem = None;
    for media_type in preferred(&declared.content, 0) {
        let range = MediaRange::parse(&media_type.range).map(|range| range.concrete());
        let made = parts.content(media_type);
        let made = made.map_err(|reason| Uncallable::Value { site: Site::Body, reason });
        let written = made.and_then(|value| {
            Ok(contract.respond(status, &headers, Some((&value, range.as_ref())))?)
        });
        match written {
            Ok(response) => return Ok(Some(response)),
            // Another type may carry what this one does not.
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    match problem {
        Some(error) => Err(error),
        None => Ok(Some(contract.respond(status, &headers, None)?)),
    }
}

fn headers(
    declared: &spec::Response,
    parts: &mut Parts<'_>,
) -> Result<Map<String, Value>, Uncallable> {
    let mut headers = Map::new();
    for header in &declared.headers {
        match parts.value(header.schema.as_ref(), &header.examples) {
            Ok(value) => drop(headers.insert(header.name.clone(), value)),
            Err(reason) if header.required => {
                return Err(Uncallable::Value { site: Site::Header(header.name.clone()), reason });
            }
            Err(_) => {}
        }
    }
    Ok(headers)
}
