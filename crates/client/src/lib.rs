//! A small HTTP/1.1 client that sends requests byte for byte.
//!
//! Owns the way from a [`Request`](counterpart_exchange::Request) to the [`Response`](counterpart_exchange::Response) of a live server: connections that are kept, TLS, limits of time and size ([`Client::send`]).
//! Sends what it is given: no URL is normalised, no header added but `Host` and the length, no redirect followed, no body taken out of its compression unless that is asked for ([`decoded`]).
//! Knows nothing of documents.

mod base;
mod body;
mod client;
mod compression;
mod failure;
#[cfg(test)]
mod tests;
mod trust;

pub use base::{Base, NoBase, is_loopback};
pub use body::{Listening, Untaken, is_event_stream, taken};
pub use client::{Client, Settings};
pub use compression::decoded;
pub use failure::Failure;
pub use trust::{Trust, Untrusted};
