//! Findings, as reports show them: requests without secrets, responses cut to what can be read.

use counterpart_exchange::Request;
use http::HeaderMap;

use crate::ledger::Entry;
use crate::run::Run;
use crate::shrink::Shown;
use crate::{Finding, Identity, Received, Reproduction, Sent, Subject};

/// How much of a body is shown, in bytes.
const SHOWN: usize = 4_000;

/// What stands in place of a secret.
const MASKED: &str = "***";

impl Finding {
    /// Writes a finding from what was confirmed.
    pub(crate) fn of(run: &Run, entry: &Entry, shown: &Shown) -> Self {
        let subject = &run.subject;
        let Shown { scenario, played, at } = shown;
        let found = played.suspicions.iter().find(|(_, s)| s.identity == entry.suspicion.identity);
        let (message, violated) = found.map_or_else(
            || (entry.suspicion.message.clone(), entry.suspicion.violated.clone()),
            |(_, suspicion)| (suspicion.message.clone(), suspicion.violated.clone()),
        );
        let identity = &entry.suspicion.identity;
        let operation = subject.name(identity.operation);
        let call = played.calls.iter().find(|call| call.step == *at);
        let target = run.transport.target();
        let sent = call.map(|call| sent(&target, &call.request));
        let received = call.map(|call| match &call.outcome {
            Ok(response) => Received::Response {
                status: response.status,
                headers: headers(&response.headers),
                body: text(&response.body),
                elapsed_ms: call.elapsed.as_secs_f64() * 1e3,
            },
            Err(failure) => Received::Nothing(failure.to_string()),
        });
        Self {
            id: id(subject, identity),
            check: identity.check,
            severity: entry.suspicion.severity,
            operation,
            message,
            sent: sent.unwrap_or_default(),
            received: received.unwrap_or_else(|| Received::Nothing("nothing".to_owned())),
            document: entry.suspicion.promise.as_ref().map(|pointer| subject.place(pointer)),
            violated,
            reproduce: Reproduction { curl: String::new(), steps: scenario.replay(subject) },
            count: entry.count,
        }
    }
}

/// Makes a name of a cause that is the same on any day: 64 bits of FNV-1a.
pub(crate) fn id(subject: &Subject, identity: &Identity) -> String {
    let parts = [identity.check.name(), &subject.name(identity.operation), &identity.key];
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn sent(target: &str, request: &Request) -> Sent {
    let query = if request.query.is_empty() { "" } else { "?" };
    Sent {
        method: request.method.to_string(),
        url: format!("{target}{}{query}{}", request.path, request.query),
        headers: headers(&request.headers),
        body: text(&request.body),
    }
}

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let secret = ["authorization", "cookie", "set-cookie", "proxy-authorization"];
    let shown = headers.iter().map(|(name, value)| {
        let is_secret = secret.contains(&name.as_str()) || name.as_str().contains("key");
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.to_string(), if is_secret { MASKED.to_owned() } else { text })
    });
    shown.collect()
}

fn text(body: &[u8]) -> Option<String> {
    if body.is_empty() {
        return None;
    }
    let shown = &body[..body.len().min(SHOWN)];
    let text = String::from_utf8_lossy(shown).into_owned();
    Some(if shown.len() < body.len() { format!("{text}… ({} bytes)", body.len()) } else { text })
}
