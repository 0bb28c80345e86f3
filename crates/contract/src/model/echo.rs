//! What is shown of a record, field by field, compared with what it should be.

use counterpart_state::{Expected, Handle, Verb};
use serde_json::Value;

use super::facts::{Fact, Source};
use super::observe::Call;
use super::place::{self, Place};
use super::views::Lack;
use super::{Breach, Law, Model, compare};
use crate::Check;

/// How much of a value a message shows.
const SHOWN: usize = 80;

/// Stands for a field in the law that values are kept in the form in which they were sent.
const FORM: &str = "(form)";

/// Stands behind a field in the law that writes leave it as it is.
const LEFT: &str = "(left)";

/// Stands behind a field in the law of what servers may do to some of its values.
const UNSURE: &str = "(some)";

impl Model {
    /// Compares what is shown of one of our records with what it should be, and takes it over.
    pub(super) fn compared(
        &mut self,
        call: &Call<'_>,
        handle: &Handle,
        place: &Place<'_>,
    ) -> Vec<Breach> {
        let facts: Vec<_> =
            self.facts.of(handle).map(|(field, fact)| (field.clone(), fact.clone())).collect();
        let mut breaches = Vec::new();
        for (field, fact) in facts.into_iter().filter(|_| call.role.showing.is_plain) {
            let shown = place.record.get(&field);
            let lack = self.lack(call, (handle, place), (&field, &fact));
            if shown.is_none() && lack.is_none() {
                continue;
            }
            // What is lost is shown as nothing.
            let value = shown.unwrap_or(&Value::Null);
            let fits = self.fits(handle.resource, &field, &fact.expected, value);
            if fits && is_kept(&fact, value) {
                self.kept(call, handle, (&field, &fact), value);
                continue;
            }
            self.facts.drop_field(handle, &field);
            let at = place.at.join(&field);
            let may = match &fact.expected {
                Expected::Value(value) => {
                    place::may_show(&self.subject, call.exchanged, &at, value)
                }
                _ => true,
            };
            let is_owned = || place::is_owned(&self.subject, call.exchanged, &at);
            if !may || !is_broken(&fact, value) || fact.is_said() && is_owned() {
                continue;
            }
            let (check, operation) = fact.promise();
            let is_unsure = lack == Some(Lack::Never);
            breaches.push(Breach {
                check,
                operation,
                message: self.told(handle, &field, &fact, shown),
                law: self.law_of(handle, (&field, &fact), fits, is_unsure),
                key: field,
                // Of a change of form it has to be seen that the server does not make it everywhere.
                certain: fact.certain && !fits && !is_unsure,
                pointer: Some(if shown.is_some() { at } else { place.at.clone() }),
            });
        }
        self.views.note_own(call.exchanged, handle, place.record);
        self.take_over(call, handle, place.record);
        breaches
    }

    /// Takes down that a field is shown as it should be.
    fn kept(
        &mut self,
        call: &Call<'_>,
        handle: &Handle,
        (field, fact): (&str, &Fact),
        value: &Value,
    ) {
        // Of what says nothing, a server that ignores the field shows the same.
        let is_proof = fact.source == Source::Set || compare::says_something(value);
        if fact.source != Source::Seen && is_proof {
            self.hold(self.law(handle.resource, fact.promise().0, &part(field, fact)));
        }
        if let Expected::Value(sent) = &fact.expected
            && compare::has_form(sent)
            && compare::is_verbatim(sent, value)
        {
            self.hold(self.law(handle.resource, Check::EchoDiffers, FORM));
        }
        if call.role.verb == Verb::Read {
            self.facts.read(handle, field);
        }
    }

    /// Names the law that a field breaks; one that nothing is seen to hold is no more than a warning.
    fn law_of(
        &self,
        handle: &Handle,
        (field, fact): (&str, &Fact),
        fits: bool,
        is_unsure: bool,
    ) -> Law {
        let is_cleaned =
            matches!(&fact.expected, Expected::Value(sent) if compare::may_be_cleaned(sent));
        match fact.promise().0 {
            _ if fits => self.law(handle.resource, Check::EchoDiffers, FORM),
            check if is_unsure || is_cleaned => {
                self.law(handle.resource, check, &format!("{field} {UNSURE}"))
            }
            check => self.law(handle.resource, check, &part(field, fact)),
        }
    }

    /// Says in one sentence what is shown, and what should be.
    fn told(&self, handle: &Handle, field: &str, fact: &Fact, shown: Option<&Value>) -> String {
        let resource = self.roles.model().resource(handle.resource);
        let (_, by) = fact.promise();
        let by = self.subject.name(by);
        let expected = match &fact.expected {
            Expected::Value(value) => format!("`{}`", brief(value)),
            _ => "something else".to_owned(),
        };
        let why = match (fact.source, fact.left_by) {
            (Source::Created | Source::Seen | Source::Updated, Some(_)) => {
                format!("was {expected}, and `{by}` did not say it")
            }
            (Source::Created | Source::Seen, None) => format!("was sent as {expected} by `{by}`"),
            (Source::Updated, None) => format!("was changed to {expected} by `{by}`"),
            (Source::Set, _) => format!("becomes {expected} by `{by}`"),
            (Source::Repeated, _) => format!("stays {expected} by the same `{by}`"),
        };
        let shown = match shown {
            Some(value) => format!("shown as `{}`", brief(value)),
            None => "not shown".to_owned(),
        };
        format!("`{field}` of `{}` in {resource} {why}, and is {shown}", handle.key)
    }
}

/// Names what a law is about: that a write leaves a field as it is says nothing of whether one changes it.
fn part(field: &str, fact: &Fact) -> String {
    match fact.left_by {
        Some(_) => format!("{field} {LEFT}"),
        None => field.to_owned(),
    }
}

/// Tells whether a value is shown in the form in which it was sent, as far as the document promises that.
fn is_kept(fact: &Fact, shown: &Value) -> bool {
    match &fact.expected {
        Expected::Value(sent) if fact.certain => compare::is_verbatim(sent, shown),
        _ => true,
    }
}

/// Tells whether a value that is not what it should be is the server's mistake, beyond what servers do by themselves.
fn is_broken(fact: &Fact, shown: &Value) -> bool {
    let is_reset = compare::is_empty(shown)
        && !matches!(&fact.expected, Expected::Value(v) if compare::is_empty(v));
    match (fact.source, fact.left_by) {
        (Source::Seen, left_by) => left_by.is_some() && is_reset,
        // One field may follow from another.
        (Source::Created | Source::Updated, Some(_)) => fact.certain || is_reset,
        // Somebody else may have changed it, where it was shown as it should be since.
        _ => !fact.is_read,
    }
}

pub(super) fn brief(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
