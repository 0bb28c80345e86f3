//! Webhooks: what the API sends to its subscribers when something happens (OpenAPI "webhooks").

use std::str::FromStr;

use counterpart_client::Base;
use counterpart_exchange::Which;
use counterpart_generate::Seed;
use counterpart_spec::Operation;
use counterpart_state::{Event, Program, Written};
use jiff::Timestamp;

use super::body::{slot, written};
use super::delivery::Message;

/// Where webhooks go: `URL` for all, `name=URL` for those of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookTarget {
    name: Option<String>,
    base: Base,
    path: String,
    query: String,
}

/// A webhook that no document has, or that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoWebhook {
    /// No document has one of this name.
    #[error("there is no webhook `{0}`")]
    Unknown(String),
    /// Nobody is to be told.
    #[error("there is no target for the webhook `{0}`: give one, or start with `--webhook URL`")]
    NoTarget(String),
    /// The target is no URL.
    #[error("{0}")]
    Target(String),
    /// There is no request for it.
    #[error("the webhook `{name}` cannot be written: {reason}")]
    Unwritable {
        /// Its name.
        name: String,
        /// Why not.
        reason: String,
    },
    /// Nothing is sent by this mock.
    #[error("this mock sends nothing by itself")]
    Off,
}

impl FromStr for WebhookTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A URL has its first `=` after its scheme, if any.
        let scheme = text.find("://").unwrap_or(text.len());
        let (name, url) = match text.split_once('=') {
            Some((name, url)) if name.len() < scheme => (Some(name.to_owned()), url),
            _ => (None, text),
        };
        let (base, path, query) = Base::split(url).map_err(|error| error.to_string())?;
        Ok(Self { name, base, path, query })
    }
}

impl WebhookTarget {
    fn takes(&self, webhook: &Operation) -> bool {
        let name = self.name.as_ref();
        name.is_none_or(|name| *name == webhook.path || *name == webhook.id)
    }

    /// Checks that it takes a webhook of one of some programs; one for all may come to take none.
    pub(super) fn check(&self, programs: &[Program]) -> Result<(), NoWebhook> {
        let mut all = programs.iter().flat_map(|program| &program.spec().webhooks);
        match &self.name {
            Some(name) if !all.any(|webhook| self.takes(webhook)) => {
                Err(NoWebhook::Unknown(name.clone()))
            }
            _ => Ok(()),
        }
    }
}

/// Writes the webhooks that tell of records which were written: those whose body is such a record, or has one.
pub(crate) fn webhooks(
    program: &Program,
    records: &[Written],
    targets: &[WebhookTarget],
    chance: (Seed, u64),
    moment: Timestamp,
) -> Vec<Result<Message, String>> {
    let mut messages = Vec::new();
    for (index, webhook) in program.spec().webhooks.iter().enumerate() {
        for record in records {
            let Some(schema) = record.schema() else { continue };
            if !tells(&webhook.path, record.event) || slot(program, webhook, schema).is_none() {
                continue;
            }
            for target in targets.iter().filter(|target| target.takes(webhook)) {
                let made = message(program, index, Some(record), target, chance, moment);
                messages.push(made.map_err(|error| error.to_string()));
            }
        }
    }
    messages
}

/// Writes a webhook that nothing has happened for, by its name.
///
/// # Errors
/// No program has it, or it cannot be written.
pub(crate) fn unasked(
    programs: &[Program],
    name: &str,
    targets: &[WebhookTarget],
    chance: (Seed, u64),
    moment: Timestamp,
) -> Result<Vec<Message>, NoWebhook> {
    let found = programs.iter().find_map(|program| {
        let is_meant = |webhook: &Operation| webhook.path == name || webhook.id == name;
        Some((program, program.spec().webhooks.iter().position(is_meant)?))
    });
    let (program, index) = found.ok_or_else(|| NoWebhook::Unknown(name.to_owned()))?;
    let webhook = &program.spec().webhooks[index];
    let takers = targets.iter().filter(|target| target.takes(webhook));
    let messages: Result<Vec<_>, _> =
        takers.map(|target| message(program, index, None, target, chance, moment)).collect();
    let messages = messages?;
    if messages.is_empty() { Err(NoWebhook::NoTarget(name.to_owned())) } else { Ok(messages) }
}

fn message(
    program: &Program,
    index: usize,
    record: Option<&Written>,
    target: &WebhookTarget,
    (seed, number): (Seed, u64),
    moment: Timestamp,
) -> Result<Message, NoWebhook> {
    let webhook = &program.spec().webhooks[index];
    let contract = program.outgoing(Which::Webhook(index));
    let mut rng = seed.stream(&["webhook", webhook.pointer.as_str(), &number.to_string()]);
    let shown = record.map(Written::shown);
    let subject = record.and_then(Written::schema).zip(shown.as_ref());
    let request = written(program, &contract, subject, &mut rng, moment);
    let mut request =
        request.map_err(|reason| NoWebhook::Unwritable { name: webhook.path.clone(), reason })?;
    let own = std::mem::take(&mut request.query);
    let parts: Vec<_> =
        [&*target.query, &own].into_iter().filter(|part| !part.is_empty()).collect();
    request.query = parts.join("&");
    request.path.clone_from(&target.path);
    let what = format!("webhook {}", webhook.path);
    Ok(Message { what, base: target.base.clone(), request, is_asked_for: false })
}

/// Tells whether a webhook of this name tells of an event: `petCreated` tells of what is new, `pet` of everything.
fn tells(name: &str, event: Event) -> bool {
    const STEMS: [(&[&str], Event); 3] = [
        (&["creat", "new", "add", "insert"], Event::Created),
        (&["updat", "modif", "edit"], Event::Updated),
        (&["delet", "remov"], Event::Deleted),
    ];
    let mut named = STEMS.iter().filter(|(stems, _)| {
        words(name).any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    });
    let mut any = false;
    let tells = named.any(|(_, named)| {
        any = true;
        *named == event
    });
    tells || !any
}

/// Splits `petCreated`, `pet-created` and `pet.created` into words in lower case.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::new();
    for c in name.chars() {
        if c.is_uppercase() || !c.is_alphanumeric() {
            spaced.push(' ');
        }
        if c.is_alphanumeric() {
            spaced.extend(c.to_lowercase());
        }
    }
    spaced.split(' ').map(str::to_owned).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_they_tell_of() {
        use Event::{Created, Deleted, Updated};
        for (name, expected) in [
            ("pet", &[Created, Updated, Deleted][..]),
            ("petChanged", &[Created, Updated, Deleted]),
            ("petCreated", &[Created]),
            ("new-pet", &[Created]),
            ("pet.updated", &[Updated]),
            ("PetDeleted", &[Deleted]),
            ("petCreatedOrDeleted", &[Created, Deleted]),
            ("newsletter_address", &[Created]),
            ("renewed", &[Created, Updated, Deleted]),
        ] {
            let told: Vec<_> =
                [Created, Updated, Deleted].into_iter().filter(|e| tells(name, *e)).collect();
            assert_eq!(told, expected, "{name}");
        }
    }

    #[test]
    fn targets_are_urls_with_or_without_a_name() {
        for (text, expected) in [
            ("http://a/b?c=d", Some((None, "http://a", "/b", "c=d"))),
            ("petChanged=http://a", Some((Some("petChanged"), "http://a", "", ""))),
            ("x=http://a/?y=z", Some((Some("x"), "http://a", "/", "y=z"))),
            ("petChanged", None),
            ("petChanged=a", None),
        ] {
            let read = text.parse::<WebhookTarget>().ok();
            let read = read.map(|t| (t.name, t.base.to_string(), t.path, t.query));
            let expected = expected.map(|(name, base, path, query)| {
                (name.map(str::to_owned), base.to_owned(), path.to_owned(), query.to_owned())
            });
            assert_eq!(read, expected, "{text}");
        }
    }
}
