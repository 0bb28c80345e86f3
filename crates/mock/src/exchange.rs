//! One request as its client lives through it: late, broken, refused for being one too many, or answered by a real server.

use std::time::Duration;

use counterpart_exchange::{Prefer, Request};
use counterpart_state::Answer;
use http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

use crate::Service;
use crate::conditions::{FaultKind, Plan, Quota, garbled};
use crate::outgoing::Calling;
use crate::problem::Problem;
use crate::proxy::{Breach, Forwarded, tell};

/// How long a request waits for an answer that never comes, unless its client gives up before.
const NEVER: Duration = Duration::from_mins(1);

/// The header of preferences (RFC 7240).
const PREFER: HeaderName = HeaderName::from_static("prefer");

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
    /// Answers a request under the conditions that there are.
    pub(crate) async fn exchange(&self, request: Request) -> Ending {
        let Some(planner) = self.planner(&request) else {
            return Ending::Whole(self.real(request).await);
        };
        let catalog = self.catalog();
        let found = catalog.operation(&request);
        let plan = planner.plan(found.as_ref(), &request, self.scopes.base.clock.now());
        let Plan { delay, fault, quota, mut rng } = match plan {
            Ok(plan) => plan,
            Err(detail) => {
                let problem = Problem::new(StatusCode::BAD_REQUEST, detail);
                return Ending::Whole(self.told(request, problem.into()));
            }
        };
        let declares = |status| {
            found.as_ref().is_some_and(|found| found.operation().response(status).is_some())
        };
        if let Some(Quota { retry_after: Some(seconds), limit, .. }) = quota {
            let detail = format!("the limit of {limit} requests is used up for {seconds}s");
            let by_document = declares(429);
            let mut answer = self.instead(request, 429, by_document, detail);
            tell_quota(&mut answer.headers, quota);
            return Ending::Whole(answer);
        }
        let mut ending = match fault {
            Some(FaultKind::Status(status)) => {
                let (by_document, detail) = (declares(status), "a fault that was asked for");
                Ending::Whole(self.instead(request, status, by_document, detail.to_owned()))
            }
            Some(FaultKind::Reset) => Ending::Closed,
            Some(FaultKind::Timeout) => {
                tokio::time::sleep(NEVER).await;
                return Ending::Closed;
            }
            Some(FaultKind::Truncated) => match self.real(request).await {
                // Nothing cannot break off in its middle.
                answer if answer.body.is_empty() => Ending::Closed,
                answer => Ending::Truncated(answer),
            },
            Some(FaultKind::Garbage) => {
                let answer = self.real(request).await;
                let body = garbled(&answer.body, &mut rng);
                Ending::Whole(Answer { body, ..answer })
            }
            None => Ending::Whole(self.real(request).await),
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if let Ending::Whole(answer) | Ending::Truncated(answer) = &mut ending {
            tell_quota(&mut answer.headers, quota);
        }
        ending
    }

    /// Gives the answer of the real server, or else of the documents, as late as it is to be; what follows from it is sent.
    async fn real(&self, request: Request) -> Answer {
        if self.edges.proxy.is_some() {
            return self.forwarded(request).await;
        }
        let Some(outgoing) = self.calling_back() else { return self.late(request).await };
        let catalog = self.catalog();
        let calling = catalog.operation(&request).and_then(|found| Calling::of(&found, &request));
        let answer = self.late(request).await;
        if let Some(calling) = calling {
            calling.after(&answer, outgoing, self.scopes.base.clock.now());
        }
        answer
    }

    /// Answers by the documents, as late as it is to be.
    async fn late(&self, request: Request) -> Answer {
        let reply = self.reply(request);
        if !reply.delay.is_zero() {
            tokio::time::sleep(reply.delay).await;
        }
        reply.answer
    }

    /// Answers by the real server, and holds both sides to the document.
    async fn forwarded(&self, request: Request) -> Answer {
        let Some(proxy) = &self.edges.proxy else { return self.late(request).await };
        let catalog = self.catalog();
        let found = catalog.operation(&request);
        let contract = found.as_ref().map(|found| found.program.contract(found.index));
        let breaches = if let (Some(found), Some(contract)) = (&found, contract) {
            let refusal = contract.decode(&request, &found.path).err();
            refusal.map(|refusal| Breach::of_request(&refusal)).unwrap_or_default()
        } else {
            let detail = format!("no operation is `{} {}`", request.method, request.path);
            vec![Breach::whole("request", "path", detail)]
        };
        if proxy.refuses() && !breaches.is_empty() {
            // The documents refuse it in their own words.
            let mut answer = self.late(request).await;
            tell(&mut answer, &breaches);
            return answer;
        }
        match proxy.forward(&request, contract, breaches).await {
            Forwarded::Answer(answer) => self.told(request, answer),
            Forwarded::NotImplemented => self.late(request).await,
        }
    }

    /// Answers with a status instead of doing what is asked: as the document declares it, else with problem details.
    fn instead(&self, request: Request, status: u16, declared: bool, detail: String) -> Answer {
        if declared
            && let Some(answer) = self.looked_at(preferring(&request, status))
            && answer.status == status
        {
            return self.told(request, answer);
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        self.told(request, Problem::new(status, detail).into())
    }
}

/// Makes of a request one that asks for a status: what the caller prefers itself does not count, as the query would win.
fn preferring(request: &Request, status: u16) -> Request {
    let mut asking = request.clone();
    let is_preference = |pair: &str| {
        let alone = Request { query: pair.to_owned(), ..Request::default() };
        !matches!(Prefer::of(&alone), Ok(None))
    };
    let pairs = request.query.split('&').filter(|pair| !is_preference(pair));
    asking.query = pairs.collect::<Vec<_>>().join("&");
    asking.headers.remove(PREFER);
    let prefer = HeaderValue::try_from(format!("code={status}"));
    asking.headers.extend(prefer.ok().map(|prefer| (PREFER, prefer)));
    asking
}

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
