//! What lies at the edges: of every keyword at every place, and of the request as a whole.

use bytes::Bytes;
use counterpart_exchange::{MediaRange, Site};
use counterpart_generate::{Boundary, Uncallable, boundaries};
use counterpart_schema::Direction;
use counterpart_spec::{Location, Pointer};
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use crate::plan::Planner;
use crate::plan::base::Part;
use crate::{About, Edit, Meaning, Scenario, Step};

/// How many edges of one parameter are tried at most.
const OF_PARAMETER: usize = 60;

pub(super) fn scenarios(
    planner: &Planner<'_>,
    operation: usize,
) -> Result<Vec<Scenario>, Uncallable> {
    let rng = &mut planner.seed().stream(&["boundary", &planner.subject.name(operation)]);
    let plain = planner.plain(operation, rng)?;
    let parts = planner.parts(&plain);
    let mut cases = presence(&plain, &parts);
    cases.extend(unreadable(&plain));
    cases.extend(charset(&plain));
    for part in &parts {
        let limit = if part.site == Site::Body { usize::MAX } else { OF_PARAMETER };
        let room = planner.settings.boundaries.saturating_sub(cases.len());
        // What nothing fits has no edges, and is reported where the document is checked.
        let edges = boundaries(&part.schema, Direction::Request).into_iter().flatten();
        cases.extend(edges.take(limit.min(room)).map(|edge| case(&plain, part, edge)));
    }
    Ok(planner.led(operation, &cases, rng))
}

fn case(plain: &Step, part: &Part, edge: Boundary) -> Step {
    let Boundary { value, valid, pointer, keyword, what } = edge;
    let site = part.site.clone();
    let about = Some(About { site, pointer, keyword, schema: None, what: what.to_owned() });
    let meaning = if valid { Meaning::Valid(about) } else { Meaning::Invalid(about) };
    part.put(plain, value, meaning)
}

/// Leaves out what must be there, part by part.
fn presence(plain: &Step, parts: &[Part]) -> Vec<Step> {
    let required = parts.iter().filter(|part| part.required);
    let without = required.filter_map(|part| {
        let mut step = plain.clone();
        match part.site {
            // Without it the path would be another.
            Site::Parameter(Location::Path, _) => return None,
            Site::Parameter(location, _) => {
                step.values.part_mut(location).shift_remove(&part.key)?;
            }
            _ => {
                step.values.body.take()?;
                step.media_type = None;
            }
        }
        step.meaning = Meaning::Invalid(Some(About {
            site: part.site.clone(),
            pointer: Pointer::root(),
            keyword: "required".to_owned(),
            schema: None,
            what: "missing".to_owned(),
        }));
        Some(step)
    });
    without.collect()
}

/// Says of a body in which character set it is (RFC 9110 §8.3.2).
fn charset(plain: &Step) -> Option<Step> {
    let media_type = plain.media_type.as_ref().filter(|_| plain.values.body.is_some())?;
    if !(media_type.is_json() || media_type.is_form() || media_type.is_text()) {
        return None;
    }
    let text = HeaderValue::from_str(&format!("{media_type}; charset=utf-8")).ok()?;
    let mut step = plain.clone();
    step.edits.push(Edit::Header(CONTENT_TYPE, text));
    Some(step)
}

/// Sends bodies that cannot be read.
fn unreadable(plain: &Step) -> Vec<Step> {
    let is_json = plain.media_type.as_ref().is_some_and(MediaRange::is_json);
    if !is_json || plain.values.body.is_none() {
        return Vec::new();
    }
    let broken =
        [("broken off", Bytes::from_static(b"{\"")), ("no text", Bytes::from_static(b"\"\xff\""))];
    let step = |(what, bytes): (&str, Bytes)| {
        let mut step = plain.clone();
        step.edits.push(Edit::Body(bytes));
        step.meaning = Meaning::Invalid(Some(About {
            site: Site::Body,
            pointer: Pointer::root(),
            keyword: "syntax".to_owned(),
            schema: None,
            what: what.to_owned(),
        }));
        step
    };
    broken.into_iter().map(step).collect()
}
