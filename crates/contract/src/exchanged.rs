//! A call that was made, and what the document says of it.

use std::time::Duration;

use counterpart_client::Failure;
use counterpart_exchange::{Decoded, Refusal, Request, Response};
use serde_json::Value;

use crate::Below;

/// One call that was made.
#[derive(Debug, Clone)]
pub struct Exchanged {
    /// Its place in the scenario.
    pub step: usize,
    /// The operation that was meant.
    pub operation: usize,
    /// Below which URL the path of the request stands.
    pub below: Below,
    /// The request, as it was sent.
    pub request: Request,
    /// What the document says of the request.
    pub reading: Reading,
    /// What came back.
    pub outcome: Result<Response, Failure>,
    /// The body of the response, where it is JSON.
    pub body: Option<Value>,
    /// How long it took from the first byte to the last.
    pub elapsed: Duration,
}

/// What the document says of the bytes of a request.
#[derive(Debug, Clone)]
pub enum Reading {
    /// It is for an operation: what it says, or why it is to be refused.
    Operation(usize, Box<Result<Decoded, Refusal>>),
    /// It is for a path that has other methods.
    MethodNotAllowed(Vec<String>),
    /// It is for no path.
    Unknown,
}

impl Exchanged {
    /// Gives the status; `None` where no response came.
    pub fn status(&self) -> Option<u16> {
        self.outcome.as_ref().ok().map(|response| response.status)
    }

    /// Tells whether it was answered with success (RFC 9110 §15.3).
    pub fn is_success(&self) -> bool {
        self.status().is_some_and(|status| (200..300).contains(&status))
    }

    /// Gives what the request says, where it keeps the contract of the operation that was meant.
    pub fn said(&self) -> Option<&Decoded> {
        match &self.reading {
            Reading::Operation(index, said) if *index == self.operation => (**said).as_ref().ok(),
            _ => None,
        }
    }
}
