//! Alternatives that stand in one place in great number, as members of their own.
//!
//! The algebra compares the objects of one place with each other, key by key, and takes half a second for sixty; references it leaves alone.
//! What must hold beside the alternatives is moved into each of them, for the algebra would do so too.

use counterpart_spec::Pointer;
use serde_json::{Map, Value, json};

use crate::bundle::Bundle;
use crate::keywords::{Holds, holds};

/// How many alternatives that are written in place the algebra reads as they stand; so few take it no time.
const MAX_INLINE: usize = 12;

impl Bundle {
    /// Makes members of the alternatives that stand in one place in great number.
    pub(crate) fn apart(mut self) -> Self {
        let Some(Value::Object(mut definitions)) = self.schema.get_mut("$defs").map(Value::take)
        else {
            return self;
        };
        let mut next = 0;
        // What is moved is looked at where it comes to stand.
        while let Some(at) = self.members.get_index(next).cloned() {
            let mut moved = Vec::new();
            // What was put together here is no schema of the document, and simple enough.
            if let Some(schema) = definitions.get_mut(&next.to_string())
                && !self.beside.contains_key(&next)
            {
                self.part(schema, &at, &mut moved);
            }
            definitions.extend(moved);
            next += 1;
        }
        self.schema["$defs"] = Value::Object(definitions);
        self
    }

    fn part(&mut self, schema: &mut Value, at: &Pointer, moved: &mut Vec<(String, Value)>) {
        let Value::Object(map) = schema else { return };
        if let Some((keyword, list)) = alternatives(map) {
            let at = at.join(keyword);
            let apart = list.iter().filter(|branch| is_written_out(branch)).count() > MAX_INLINE;
            for (index, branch) in list.iter_mut().enumerate() {
                if apart && is_written_out(branch) {
                    self.put(branch, at.join(index), Vec::new(), moved);
                } else {
                    self.part(branch, &at.join(index), moved);
                }
            }
            return;
        }
        if let Some(spread) = self.spread(map, &at.join("allOf"), moved) {
            *schema = spread;
            return;
        }
        for (keyword, value) in map {
            let at = &at.join(keyword);
            match (holds(keyword), value) {
                (Some(Holds::One), value) => self.part(value, at, moved),
                (Some(Holds::Map), Value::Object(map)) => {
                    map.iter_mut()
                        .for_each(|(name, value)| self.part(value, &at.join(name), moved));
                }
                (Some(Holds::List), Value::Array(list)) => {
                    let list = list.iter_mut().enumerate();
                    list.for_each(|(index, value)| self.part(value, &at.join(index), moved));
                }
                _ => {}
            }
        }
    }

    /// Spreads what holds beside many alternatives over them, so that each is merged for itself.
    fn spread(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        moved: &mut Vec<(String, Value)>,
    ) -> Option<Value> {
        let parts = schema.get("allOf").filter(|_| schema.len() == 1)?.as_array()?;
        let many = |part: &Value| {
            let (keyword, list) =
                part.as_object().and_then(|part| part.iter().next().filter(|_| part.len() == 1))?;
            let list = list.as_array().filter(|list| list.len() > MAX_INLINE)?;
            matches!(keyword.as_str(), "anyOf" | "oneOf").then(|| (keyword.clone(), list.clone()))
        };
        let (which, (keyword, mut list)) =
            parts.iter().enumerate().find_map(|(index, part)| Some((index, many(part)?)))?;
        let others = || (0..parts.len()).filter(|index| *index != which);
        let beside: Vec<_> = others().map(|index| at.join(index)).collect();
        if beside.is_empty() {
            return None;
        }
        let at = at.join(which).join(&keyword);
        for (index, branch) in list.iter_mut().enumerate() {
            let all = std::iter::once(branch.take());
            let all: Vec<_> = all.chain(others().map(|index| parts[index].clone())).collect();
            *branch = json!({ "allOf": all });
            self.put(branch, at.join(index), beside.clone(), moved);
        }
        // What is left stands where it stood, so that it is found again.
        let mut left = vec![Value::Bool(true); parts.len()];
        left[which] = json!({ keyword: list });
        Some(json!({ "allOf": left }))
    }

    /// Makes a member of an alternative, unless something refers to it as one already.
    fn put(
        &mut self,
        branch: &mut Value,
        at: Pointer,
        beside: Vec<Pointer>,
        moved: &mut Vec<(String, Value)>,
    ) {
        let (index, true) = self.members.insert_full(at) else { return };
        if !beside.is_empty() {
            self.beside.insert(index, beside);
        }
        let reference = json!({ "$ref": format!("#/$defs/{index}") });
        moved.push((index.to_string(), std::mem::replace(branch, reference)));
    }
}

/// Gives the alternatives that a schema consists of; beside other keywords the algebra has to look through them anyway.
fn alternatives(schema: &mut Map<String, Value>) -> Option<(String, &mut Vec<Value>)> {
    let is_alone = schema.len() == 1;
    let (keyword, value) = schema.iter_mut().next().filter(|_| is_alone)?;
    let list = value.as_array_mut()?;
    matches!(keyword.as_str(), "anyOf" | "oneOf").then(|| (keyword.clone(), list))
}

/// Tells whether an alternative is written where it stands, as an object or by parts.
fn is_written_out(branch: &Value) -> bool {
    branch.get("properties").is_some() || branch.get("allOf").is_some()
}
