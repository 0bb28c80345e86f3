//! Requests that are repeated: the second has no other effect (RFC 9110 §9.2.2).

use counterpart_exchange::Request;
use counterpart_spec::Location;
use counterpart_state::Role;
use serde_json::Value;

use super::{Breach, Model, place};
use crate::{Check, Exchanged};

/// The header that makes a repeated creation one (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What was asked so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Repeats {
    last: Option<(Request, Option<u16>)>,
    /// The creations, with the key of what they made.
    created: Vec<(Request, Option<Value>)>,
}

impl Repeats {
    /// Takes down that something else was called.
    pub(super) fn interrupt(&mut self) {
        self.last = None;
    }

    /// Takes down a call.
    pub(super) fn note(&mut self, exchanged: &Exchanged) {
        self.last = Some((exchanged.request.clone(), exchanged.status()));
    }

    /// Tells whether a request is the one that was made just before, and went well.
    pub(super) fn is_repeated(&self, exchanged: &Exchanged) -> bool {
        self.last.as_ref().is_some_and(|(request, status)| {
            status.is_some_and(|status| (200..300).contains(&status))
                && is_same(request, &exchanged.request)
        })
    }

    /// Tells whether the same creation, which is taken down already, was asked for before, or one with the same `Idempotency-Key`.
    pub(super) fn is_known(&self, exchanged: &Exchanged) -> bool {
        let own = &exchanged.request;
        let named = own.headers.get(IDEMPOTENCY_KEY);
        let has_name = |request: &Request| {
            named.is_some()
                && request.headers.get(IDEMPOTENCY_KEY) == named
                && (&request.method, &request.path) == (&own.method, &own.path)
        };
        let known = |(request, _): &&(Request, _)| is_same(request, own) || has_name(request);
        self.created.iter().filter(known).count() > 1
    }

    /// Gives the bodies of the creations before the last one that were answered with this key.
    pub(super) fn bodies(&self, key: &Value) -> impl Iterator<Item = Value> {
        let before = self.created.split_last().map_or(&[][..], |(_, before)| before);
        let made = before.iter().filter(move |(_, made)| made.as_ref() == Some(key));
        made.filter_map(|(request, _)| serde_json::from_slice(&request.body).ok())
    }
}

fn is_same(left: &Request, right: &Request) -> bool {
    left.method == right.method
        && left.path == right.path
        && left.query == right.query
        && left.headers == right.headers
        && left.body == right.body
}

impl Model {
    /// Looks at a request that was made just before, or whose creation is named by its header.
    pub(super) fn repeated(&mut self, role: &Role, exchanged: &Exchanged) -> Vec<Breach> {
        let Some(resource) = role.resource else { return Vec::new() };
        let breach = match exchanged.request.method.as_str() {
            "POST" => self.created_again(role, resource, exchanged),
            "PUT" | "GET" => self.asked_twice(role, resource, exchanged),
            _ => None,
        };
        breach.into_iter().collect()
    }

    fn asked_twice(
        &mut self,
        role: &Role,
        resource: usize,
        exchanged: &Exchanged,
    ) -> Option<Breach> {
        let (request, status) = self.repeats.last.as_ref()?;
        let first = status.filter(|status| (200..300).contains(status))?;
        let is_conditional = ["if-match", "if-none-match", "if-unmodified-since"]
            .iter()
            .any(|name| exchanged.request.headers.contains_key(*name));
        if !is_same(request, &exchanged.request) || is_conditional || !role.effects.is_empty() {
            return None;
        }
        let second = exchanged.status()?;
        let name = self.subject.name(exchanged.operation);
        let law = self.law(resource, Check::NotIdempotent, &name);
        // A record of others may go at any time, and 5xx is told of elsewhere.
        let is_other = matches!(second, 401 | 403 | 404 | 410 | 412 | 428 | 429 | 500..);
        // That there is nothing left to do is no further effect.
        let is_done = exchanged.request.method == "PUT" && matches!(second, 405 | 409 | 422);
        let is_excused = is_other || is_done;
        if (200..300).contains(&second) {
            self.hold(law);
            return None;
        }
        (!is_excused).then(|| Breach {
            check: Check::NotIdempotent,
            operation: exchanged.operation,
            key: String::new(),
            message: format!(
                "the same `{}` is answered {first}, then {second}",
                exchanged.request.method
            ),
            law,
            certain: role.is_declared,
            pointer: None,
        })
    }

    /// Tells whether an operation declares the header that makes a repeated creation one: it promises to heed it then.
    fn declares_key(&self, operation: usize) -> bool {
        let parameters = &self.subject.operations()[operation].parameters;
        parameters.iter().any(|parameter| {
            parameter.location == Location::Header
                && parameter.name.eq_ignore_ascii_case(IDEMPOTENCY_KEY)
        })
    }

    fn created_again(
        &mut self,
        role: &Role,
        resource: usize,
        exchanged: &Exchanged,
    ) -> Option<Breach> {
        if !exchanged.is_success() || role.verb != counterpart_state::Verb::Create {
            return None;
        }
        let field = self.roles.model().key(resource).to_owned();
        let key = place::key(&self.subject, role, &field, exchanged);
        let named = exchanged.request.headers.get(IDEMPOTENCY_KEY);
        let before = self.repeats.created.iter().find(|(r, _)| is_same(r, &exchanged.request));
        let before = before.filter(|_| named.is_some()).and_then(|(_, key)| key.clone());
        self.repeats.created.push((exchanged.request.clone(), key.clone()));
        let (before, key) = (before?, key?);
        let law = self.law(resource, Check::NotIdempotent, IDEMPOTENCY_KEY);
        if before == key {
            self.hold(law);
            return None;
        }
        Some(Breach {
            check: Check::NotIdempotent,
            operation: exchanged.operation,
            key: IDEMPOTENCY_KEY.to_owned(),
            message: format!(
                "the same creation with the same `Idempotency-Key` gives `{before}`, then `{key}`"
            ),
            law,
            certain: self.declares_key(exchanged.operation),
            pointer: None,
        })
    }
}
