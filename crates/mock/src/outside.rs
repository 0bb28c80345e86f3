//! Records of a scope from outside, by the name of their resource: for the control API and the library alike.

use std::sync::Arc;

use counterpart_state::{Change, Env, Outcome, Outside, Place, Program, State};
use http::StatusCode;
use serde_json::{Map, Value};

use crate::env::Arrival;
use crate::live::{Live, told_of};
use crate::problem::Problem;
use crate::scope::Scope;
use crate::{LoggedViolation, Service};

/// Which records are meant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) resource: String,
    /// The document, by its title or its number, where several have a resource of that name.
    pub(crate) document: Option<String>,
    /// The fields that the resource is split by.
    pub(crate) part: Map<String, Value>,
}

impl Service {
    /// Finds the resource and runs a change of its records as a request would, also in that webhooks tell of it.
    pub(crate) fn outside<T>(
        &self,
        scope: &Scope,
        wanted: &Wanted,
        run: impl Fn(&Program, &State, &Place, &Arc<dyn Env>) -> Outcome<T>,
    ) -> Result<T, Problem> {
        let live = scope.live(wanted)?;
        let now = scope.clock.now();
        let done = self.with_room(scope, || {
            live.transact(Arrival::at(now), |program, state, env| {
                let (changes, done) = match program.place(&wanted.resource, &wanted.part) {
                    Ok(place) => run(program, state, &place, env),
                    Err(outside) => (Vec::<Change>::new(), Err(outside)),
                };
                let written = told_of(program, state, &changes);
                (changes, (done, written))
            })
        });
        let (done, written) = done.map_err(|full| self.full(full))?;
        self.tell_of(&live.moment().program, written, now);
        done.map_err(|outside| problem(&outside))
    }
}

impl Scope {
    /// Finds the document that has a resource, and that is named if one is.
    pub(crate) fn live(&self, wanted: &Wanted) -> Result<&Live, Problem> {
        let mut known = Vec::new();
        let mut found = Vec::new();
        for (index, live) in self.lives().iter().enumerate() {
            let moment = live.moment();
            let title = &moment.program.spec().title;
            if wanted.document.as_ref().is_some_and(|d| d != title && *d != index.to_string()) {
                continue;
            }
            let resources = moment.program.resources(&moment.state);
            if resources.iter().any(|resource| resource.name == wanted.resource) {
                found.push((live, format!("`{title}`")));
            }
            known.extend(resources.into_iter().map(|resource| format!("`{}`", resource.name)));
        }
        if let [(live, _)] = found[..] {
            return Ok(live);
        }
        let name = &wanted.resource;
        if found.is_empty() {
            let known = if known.is_empty() { "none at all".into() } else { known.join(", ") };
            let detail = format!("there is no resource `{name}`; there is {known}");
            return Err(Problem::new(StatusCode::NOT_FOUND, detail));
        }
        let titles: Vec<_> = found.into_iter().map(|(_, title)| title).collect();
        let titles = titles.join(", ");
        let detail = format!(
            "several documents have a resource `{name}`: {titles}; say which with `?document=`"
        );
        Err(Problem::new(StatusCode::CONFLICT, detail))
    }
}

/// Words why a record cannot be had or written.
pub(crate) fn problem(outside: &Outside) -> Problem {
    let status = match outside {
        Outside::NoResource { .. } | Outside::Missing { .. } => StatusCode::NOT_FOUND,
        Outside::Conflict { .. } => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let mut detail = outside.to_string();
    let mut errors = Vec::new();
    if let Outside::Invalid(violations) = outside {
        detail += "; `?force=true` writes it nevertheless";
        errors.extend(violations.iter().map(LoggedViolation::from));
    }
    Problem::new(status, detail).with_errors(errors)
}
