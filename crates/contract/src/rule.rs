//! Which checks are made, of all operations or of some.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use counterpart_spec::Operation;
use counterpart_state::meant;

use crate::filter::{Filter, Unmatched};
use crate::{Check, Phase};

/// Names checks, and the operations that are meant, where not all are: `server_error,response_body`, `tag:admin=auth_ignored`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRule {
    /// The operations; all where there is none.
    pub operations: Option<Filter>,
    /// The checks.
    pub checks: BTreeSet<Check>,
}

/// A text that names no check, or another thing of which there are few.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} `{name}`; {meant}")]
pub struct Unnamed {
    what: &'static str,
    name: String,
    /// The one that is like it, else all that there are.
    meant: String,
}

impl FromStr for CheckRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Names of checks have no `=`, queries in paths may.
        let (operations, checks) = match text.rsplit_once('=') {
            Some((filter, checks)) => (Some(filter.parse::<Filter>()?), checks),
            None => (None, text),
        };
        let checks = checks.split(',').map(|name| name.trim().parse());
        let checks = checks.collect::<Result<_, Unnamed>>().map_err(|error| error.to_string())?;
        Ok(Self { operations, checks })
    }
}

/// Shows it as it is written.
impl fmt::Display for CheckRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.checks.iter().map(|check| check.name()).collect();
        match &self.operations {
            Some(filter) => write!(f, "{filter}={}", names.join(",")),
            None => f.write_str(&names.join(",")),
        }
    }
}

impl FromStr for Check {
    type Err = Unnamed;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        named("check", name, &Self::ALL.map(|check| (check.name(), check)))
    }
}

impl FromStr for Phase {
    type Err = Unnamed;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        named("phase", name, &Self::ALL.map(|phase| (phase.name(), phase)))
    }
}

impl Phase {
    /// Lists all phases, in the order of a run.
    pub const ALL: [Self; 5] =
        [Self::Replays, Self::Examples, Self::Boundary, Self::Random, Self::Sequences];

    /// Gives the name that flags and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Replays => "replays",
            Self::Examples => "examples",
            Self::Boundary => "boundary",
            Self::Random => "random",
            Self::Sequences => "sequences",
        }
    }
}

fn named<T: Copy>(
    what: &'static str,
    name: &str,
    known: &[(&'static str, T)],
) -> Result<T, Unnamed> {
    if let Some((_, found)) = known.iter().find(|(known, _)| *known == name) {
        return Ok(*found);
    }
    let names = || known.iter().map(|(known, _)| *known);
    let all = || format!("expected one of {}", names().collect::<Vec<_>>().join(", "));
    Err(Unnamed { what, name: name.to_owned(), meant: meant(name, names()).unwrap_or_else(all) })
}

/// Lists which checks are not made of which operations, where rules say which alone are made, and which are not.
///
/// A rule that names operations stands above one that does not.
///
/// # Errors
/// A rule names operations that there are not.
pub fn silenced(
    operations: &[Operation],
    only: &[CheckRule],
    without: &[CheckRule],
) -> Result<BTreeSet<(Check, Option<usize>)>, Unmatched> {
    let rules = only.iter().chain(without).filter_map(|rule| rule.operations.as_ref());
    for filter in rules {
        filter.among(operations)?;
    }
    let mut silent = BTreeSet::new();
    for (index, operation) in operations.iter().enumerate() {
        let own = |rule: &&CheckRule| rule.operations.as_ref().is_some_and(|f| f.means(operation));
        let general = |rule: &&CheckRule| rule.operations.is_none();
        let mut made: BTreeSet<_> = only.iter().filter(own).flat_map(|r| &r.checks).collect();
        if made.is_empty() {
            made.extend(only.iter().filter(general).flat_map(|rule| &rule.checks));
        }
        if made.is_empty() {
            made.extend(&Check::ALL);
        }
        let left_out = without.iter().filter(|rule| own(rule) || general(rule));
        for check in left_out.flat_map(|rule| &rule.checks) {
            made.remove(check);
        }
        let unmade = Check::ALL.into_iter().filter(|check| !made.contains(check));
        silent.extend(unmade.map(|check| (check, Some(index))));
    }
    Ok(silent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_name_checks_and_operations() {
        let rule: CheckRule = "GET /a?x=1=server_error, no_response".parse().unwrap();
        assert_eq!(rule.checks, [Check::ServerError, Check::NoResponse].into());
        assert_eq!(rule.to_string(), "GET /a?x=1=server_error,no_response");
        let wrong = "server_eror".parse::<CheckRule>().unwrap_err();
        assert_eq!(wrong, "there is no check `server_eror`; did you mean `server_error`?");
        let wrong = "randon".parse::<Phase>().unwrap_err().to_string();
        assert_eq!(wrong, "there is no phase `randon`; did you mean `random`?");
        let wrong = "status_code".parse::<Phase>().unwrap_err().to_string();
        assert!(wrong.ends_with("expected one of replays, examples, boundary, random, sequences"));
        for phase in Phase::ALL {
            assert_eq!(phase.name().parse(), Ok(phase));
        }
    }

    #[test]
    fn rules_for_operations_stand_above_those_for_all() {
        let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {}}}, /b: {get: {responses: {}}}}\n";
        let spec = counterpart_spec::load("t.yaml", text.into()).unwrap().spec;
        let rules = |texts: &[&str]| texts.iter().map(|t| t.parse().unwrap()).collect::<Vec<_>>();
        for (only, without, made) in [
            (&[][..], &[][..], [28, 28]),
            (&["server_error,no_response"], &[], [2, 2]),
            (&["server_error,no_response", "/b=response_body"], &[], [2, 1]),
            (&["/b=response_body"], &[], [28, 1]),
            (&[], &["/a=server_error", "no_response"], [26, 27]),
            (&["server_error"], &["server_error"], [0, 0]),
        ] {
            let silent = silenced(&spec.operations, &rules(only), &rules(without)).unwrap();
            let count = |at| 28 - silent.iter().filter(|(_, o)| *o == Some(at)).count();
            assert_eq!([count(0), count(1)], made, "{only:?} {without:?}");
        }
        assert!(silenced(&spec.operations, &[], &rules(&["/c=server_error"])).is_err());
    }
}
