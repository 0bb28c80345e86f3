//! Whole requests that keep the contract of an operation.

use counterpart_exchange::{
    Contract, Credentials, Decoded, MediaRange, Request, Site, Unencodable,
};
use counterpart_schema::{Direction, Schemas};
use jiff::Timestamp;
use rand::RngExt;
use serde_json::Value;

use crate::faker::token;
use crate::parts::{Parts, preferred};
use crate::sample::Ungeneratable;
use crate::seed::Rng;

#[cfg(test)]
mod tests;

/// How often an optional parameter is there.
const OPTIONAL: f64 = 0.5;

/// How often a request is made anew when a value of it has no form on the wire.
const TRIES: usize = 24;

/// A request, and what it says.
#[derive(Debug, Clone)]
pub struct Call {
    /// What it says.
    pub values: Decoded,
    /// The request; its path stands below the base path.
    pub request: Request,
}

/// Why there is no request for an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Uncallable {
    /// A part that must be there has no value.
    #[error("{site}: {reason}")]
    Value {
        /// The part of the request.
        site: Site,
        /// Why it has none.
        reason: Ungeneratable,
    },
    /// A part that must be there has no value that can be written.
    #[error(transparent)]
    Unencodable(#[from] Unencodable),
}

/// Makes a realistic request that keeps a contract: documented examples where they fit, else samples.
///
/// # Errors
///
/// Fails when a part that must be there has no value, or none that can be written.
pub fn request(
    contract: &Contract,
    schemas: &Schemas,
    rng: &mut Rng,
    moment: Timestamp,
) -> Result<Call, Uncallable> {
    let mut maker = Maker {
        contract,
        parts: Parts { direction: Direction::Request, schemas, rng, moment },
        left_out: Vec::new(),
    };
    let mut tries = 0;
    loop {
        tries += 1;
        let (values, media_type) = maker.values()?;
        match contract.encode(&values, media_type.as_ref()) {
            Ok(request) => return Ok(Call { values, request }),
            Err(error) if tries == TRIES => return Err(error.into()),
            // What cannot be written need not be there, or may be another value next time.
            Err(error) => maker.left_out.push(error.site),
        }
    }
}

struct Maker<'m> {
    contract: &'m Contract,
    parts: Parts<'m>,
    /// The parts that could not be written.
    left_out: Vec<Site>,
}

impl Maker<'_> {
    fn values(&mut self) -> Result<(Decoded, Option<MediaRange>), Uncallable> {
        let mut values = Decoded { credentials: self.credentials(), ..Decoded::default() };
        let contract = self.contract;
        for parameter in &contract.operation().parameters {
            let site = Site::Parameter(parameter.location, parameter.name.clone());
            let wanted = parameter.required
                || !parameter.deprecated
                    && !self.left_out.contains(&site)
                    && self.parts.rng.random_bool(OPTIONAL);
            // What shows the credentials is not said twice.
            let is_shown = values.credentials.is_some() && contract.is_credential(parameter);
            if !wanted || is_shown {
                continue;
            }
            // An example that could not be written once never can be.
            let examples: &[_] =
                if self.left_out.contains(&site) { &[] } else { &parameter.examples };
            match self.parts.value(parameter.schema.as_ref(), examples) {
                Ok(value) => {
                    values.part_mut(parameter.location).insert(parameter.key(), value);
                }
                Err(reason) if parameter.required => {
                    return Err(Uncallable::Value { site, reason });
                }
                Err(_) => {}
            }
        }
        // A template may name what nobody declared.
        for name in contract.undeclared() {
            values.path.insert(name, Value::String(self.parts.word()));
        }
        let media_type = self.body(&mut values)?;
        Ok((values, media_type))
    }

    fn body(&mut self, values: &mut Decoded) -> Result<Option<MediaRange>, Uncallable> {
        let Some(body) = &self.contract.operation().body else { return Ok(None) };
        if !body.required && self.left_out.contains(&Site::Body) {
            return Ok(None);
        }
        let mut reason = None;
        let failed = self.left_out.iter().filter(|site| **site == Site::Body).count();
        for media_type in preferred(&body.content, failed) {
            match self.parts.content(media_type) {
                Ok(value) => {
                    values.body = Some(value);
                    return Ok(MediaRange::parse(&media_type.range).map(|range| range.concrete()));
                }
                Err(error) => reason = reason.or(Some(error)),
            }
        }
        match reason {
            Some(reason) if body.required => Err(Uncallable::Value { site: Site::Body, reason }),
            _ => Ok(None),
        }
    }

    fn credentials(&mut self) -> Option<Credentials> {
        let scheme = self.contract.scheme()?.to_owned();
        Some(Credentials { scheme, token: self.parts.make(token::hex) })
    }
}
