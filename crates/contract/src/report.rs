//! Findings, as reports show them: requests without secrets, responses cut to what can be read.

use counterpart_exchange::Secrets;

use crate::checks::Suspicion;
use crate::display::visible;
use crate::ledger::Entry;
use crate::run::Run;
use crate::shrink::Shown;
use crate::{Check, Finding, Identity, Mask, Place, Received, Reproduction, Sent, Subject, curl};

impl Finding {
    /// Writes a finding from what was confirmed.
    pub(crate) fn of(run: &Run, mask: &Mask, entry: &Entry, shown: &Shown, place: Place) -> Self {
        let subject = &run.subject;
        let Shown { scenario, played, at } = shown;
        let Suspicion { identity, severity, message, violated, .. } = &entry.suspicion;
        let call = played.calls.iter().find(|call| call.step == *at);
        let mut operation = subject.name(identity.operation);
        // Of a method that is not declared, the name of another operation would mislead.
        if let (Check::UnsupportedMethod, Some(call)) = (identity.check, call) {
            let path = &subject.operations()[identity.operation].path;
            operation = format!("{} {path}", call.request.method);
        }
        let target = run.transport.target();
        let callers = &run.settings.callers;
        let secrets = callers.secrets(subject.spec());
        let seen = call.map(|call| mask.call(call));
        let sent =
            seen.as_ref().map(|call| Sent::of(call.below.url(&target), &call.request, &secrets));
        let received = seen.map(|call| Received::of(&call.outcome, call.elapsed, &secrets));
        // What is made up need not be set by whoever runs the lines.
        let unset = if callers.own.is_known() { secrets } else { Secrets::default() };
        let curl = curl(subject, &target, scenario, &played.calls, &unset);
        Self {
            id: id(subject, identity),
            check: identity.check,
            severity: *severity,
            operation,
            message: visible(&mask.message(message, call)),
            sent: sent.unwrap_or_default(),
            received: received.unwrap_or_else(|| Received::Nothing("nothing".to_owned())),
            document: Some(place),
            violated: violated.clone(),
            reproduce: Reproduction {
                curl: mask.text(&curl).into_owned(),
                steps: scenario.replay(subject),
            },
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
