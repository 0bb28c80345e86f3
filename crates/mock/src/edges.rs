//! What stands around the documents: the conditions under which they answer.
//!
//! A service without any of it answers at once; nothing here is looked at then.

use std::time::Duration;

use counterpart_exchange::Request;
use counterpart_generate::Seed;
use counterpart_spec::Spec;
use counterpart_state::{Answer, Program};
use http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

use crate::conditions::{FaultKind, Plan, Planner, Quota, garbled};
use crate::problem::Problem;
use crate::{Conditions, Service, UnknownTarget};

/// How long a request waits for an answer that never comes, unless its client gives up before.
const NEVER: Duration = Duration::from_secs(60);

/// What stands around the documents.
#[derive(Debug, Default)]
pub(crate) struct Edges {
    planner: Option<Planner>,
}

/// How a request ends.
#[derive(Debug)]
pub(crate) enum Ending {
    /// With an answer.
    Whole(Answer),
    /// With the first half of an answer.
    Truncated(Answer),
    /// Without an answer: the connection is closed.
    Closed,
}

impl Service {
    /// Lets the documents answer under conditions: those that are given, those that the documents state, and those that a request asks for.
    ///
    /// # Errors
    /// A condition of an operation that no document has.
    pub fn under(mut self, conditions: &Conditions, seed: Seed) -> Result<Self, UnknownTarget> {
        let catalog = self.catalog();
        let specs: Vec<&Spec> = catalog.programs.iter().map(Program::spec).collect();
        let planner = Planner::new(conditions, &specs, seed)?;
        self.edges.planner = Some(planner);
        Ok(self)
    }

    /// Answers a request under the conditions that there are.
    pub(crate) async fn exchange(&self, request: Request) -> Ending {
        let Some(planner) = &self.edges.planner else { return self.late(request).await };
        let catalog = self.catalog();
        let found = catalog.operation(&request);
        let to = found.map(|(program, document, operation)| (program.spec(), document, operation));
        let now = self.scopes.base.clock.now();
        let Plan { delay, fault, quota, mut rng } = match planner.plan(to, &request, now) {
            Ok(plan) => plan,
            Err(detail) => {
                let problem = Problem::new(StatusCode::BAD_REQUEST, detail);
                return Ending::Whole(self.told(request, problem.into()));
            }
        };
        let declares = |status| {
            to.is_some_and(|(spec, _, operation)| {
                spec.operations[operation].response(status).is_some()
            })
        };
        if let Some(Quota { retry_after: Some(seconds), limit, .. }) = quota {
            let detail = format!("the limit of {limit} requests is used up for {seconds}s");
            let mut answer = self.instead(request, 429, declares(429), detail);
            tell_quota(&mut answer.headers, quota);
            return Ending::Whole(answer);
        }
        let mut ending = match fault {
            Some(FaultKind::Status(status)) => {
                let detail = "a fault that was asked for".to_owned();
                Ending::Whole(self.instead(request, status, declares(status), detail))
            }
            Some(FaultKind::Reset) => Ending::Closed,
            Some(FaultKind::Timeout) => {
                tokio::time::sleep(NEVER).await;
                return Ending::Closed;
            }
            Some(FaultKind::Truncated) => match self.late(request).await {
                // Nothing cannot break off in its middle.
                Ending::Whole(answer) if answer.body.is_empty() => Ending::Closed,
                Ending::Whole(answer) => Ending::Truncated(answer),
                ending => ending,
            },
            Some(FaultKind::Garbage) => match self.late(request).await {
                Ending::Whole(answer) => {
                    let body = garbled(&answer.body, &mut rng);
                    Ending::Whole(Answer { body, ..answer })
                }
                ending => ending,
            },
            None => self.late(request).await,
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if let Ending::Whole(answer) | Ending::Truncated(answer) = &mut ending {
            tell_quota(&mut answer.headers, quota);
        }
        ending
    }

    /// Answers a request, as late as it is to be.
    async fn late(&self, request: Request) -> Ending {
        let reply = self.reply(request);
        if !reply.delay.is_zero() {
            tokio::time::sleep(reply.delay).await;
        }
        Ending::Whole(reply.answer)
    }

    /// Answers with a status instead of doing what is asked: as the document declares it, else with problem details.
    fn instead(&self, request: Request, status: u16, declared: bool, detail: String) -> Answer {
        if declared {
            let mut asking = request.clone();
            let prefer = HeaderValue::try_from(format!("code={status}"));
            asking.headers.extend(prefer.ok().map(|prefer| (PREFER, prefer)));
            let answer = self.reply(asking).answer;
            if answer.status == status {
                return answer;
            }
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        self.told(request, Problem::new(status, detail).into())
    }
}

/// The header of preferences (RFC 7240).
const PREFER: HeaderName = HeaderName::from_static("prefer");

/// Says what is left of the limit (draft-ietf-httpapi-ratelimit-headers, as most servers write it).
fn tell_quota(headers: &mut HeaderMap, quota: Option<Quota>) {
    let Some(Quota { limit, remaining, reset, retry_after }) = quota else { return };
    for (name, number) in [
        ("ratelimit-limit", u64::from(limit)),
        ("ratelimit-remaining", u64::from(remaining)),
        ("ratelimit-reset", reset),
    ] {
        headers.insert(HeaderName::from_static(name), number.into());
    }
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, seconds.into());
    }
}
