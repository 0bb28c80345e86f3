//! Linked validators: one small validator for each schema, joined where one refers to another.
//!
//! Owns compilation.
//! A `$ref` becomes the private keyword [`LINK`], which asks the validator of the target; that one is compiled when it is first asked.
//! So memory is linear in the document however densely it refers to itself, and a broken schema breaks no other.
//! Annotations do not cross such a link, so a schema that asks for them (`unevaluatedProperties`, `unevaluatedItems`) is compiled with all that it refers to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ptr::from_ref;
use std::sync::{Arc, Weak};

use counterpart_spec::Pointer;
use indexmap::IndexSet;
use jsonschema::{Keyword, ValidationError, Validator};
use serde_json::Value;

use crate::bundle::bundle;
use crate::direction::Direction;
use crate::fault::{Fault, FaultKind};
use crate::keywords::{Holds, holds};
use crate::rewrite::{Rewritten, rewrite};
use crate::schemas::{Home, Slot};

/// The keyword that stands in for `$ref`; its value is the pointer of the target.
pub(crate) const LINK: &str = "x-counterpart-link";

/// How many links deep one value is judged; beyond it everything is accepted.
/// JSON text nests 128 levels at most, and more than this many frames would not fit a 2 MB stack.
const MAX_LINKS: usize = 256;

/// How many links are followed before answers are remembered: schemas that refer twice to the next, which refers twice to the next, ask the same for ever.
const REMEMBERED_AFTER: usize = 2_000;

/// How many links one value is judged by; beyond it everything is accepted.
const MAX_FOLLOWED: usize = 1_000_000;

/// What became of the schema of a slot; a fault when the compiler refuses it as a whole.
pub(crate) type Compiled = Result<Usable, Fault>;

/// A validator, and the schemas bundled into it; none when it is linked.
pub(crate) struct Usable {
    pub(crate) validator: Validator,
    pub(crate) members: IndexSet<Pointer>,
}

impl Slot {
    /// Compiles the schema when it is first asked for.
    pub(crate) fn compiled(&self, direction: Direction) -> &Compiled {
        self.compiled[direction as usize].get_or_init(|| match self.home.upgrade() {
            Some(home) => self.compile(&home, direction),
            None => Err(uncompiled(self.pointer.clone(), "the document is gone")),
        })
    }

    /// Tells whether a value fits; everything fits a schema that could not be compiled.
    pub(crate) fn is_valid(&self, direction: Direction, value: &Value) -> bool {
        let compiled = self.compiled(direction).as_ref();
        compiled.map_or(true, |usable| usable.validator.is_valid(value))
    }

    /// Lists what is wrong with how the schema is written.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let Some(home) = self.home.upgrade() else { return Vec::new() };
        let mut faults = self.linked(&home, Direction::Response).faults;
        faults.extend(self.compiled(Direction::Response).as_ref().err().cloned());
        faults
    }

    fn compile(&self, home: &Arc<Home>, direction: Direction) -> Compiled {
        if self.pointer.resolve(home.document()).is_some_and(wants_annotations) {
            let bundle = bundle(home, &self.pointer, direction);
            return self.build(home, direction, &bundle.schema, bundle.members);
        }
        let schema = self.linked(home, direction).schema;
        self.build(home, direction, &schema, IndexSet::new())
    }

    fn linked(&self, home: &Arc<Home>, direction: Direction) -> Rewritten {
        rewrite(home.document(), &self.pointer, direction, &mut |target| {
            let slot = home.slot(target).ok()?;
            Some((LINK, Value::String(slot.pointer.to_string())))
        })
    }

    fn build(
        &self,
        home: &Arc<Home>,
        direction: Direction,
        schema: &Value,
        members: IndexSet<Pointer>,
    ) -> Compiled {
        let weak = Arc::downgrade(home);
        let built = crate::dialect::options()
            .with_keyword(LINK, move |_, target, _| {
                Ok(Box::new(Link::new(&weak, target, direction)))
            })
            .build(schema);
        match built {
            Ok(validator) => Ok(Usable { validator, members }),
            Err(error) => {
                let inside = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
                let pointer = home_of(&members, &self.pointer, &inside);
                Err(uncompiled(pointer, &error.to_string()))
            }
        }
    }
}

fn uncompiled(pointer: Pointer, reason: &str) -> Fault {
    let message = format!("the schema cannot be compiled, and everything is accepted: {reason}");
    Fault { pointer, kind: FaultKind::Uncompiled, message, help: None }
}

/// Says where in the document a place in a compiled schema is.
pub(crate) fn home_of(members: &IndexSet<Pointer>, root: &Pointer, inside: &Pointer) -> Pointer {
    let mut tokens = inside.tokens();
    if !members.is_empty()
        && tokens.next().as_deref() == Some("$defs")
        && let Some(index) = tokens.next().and_then(|token| token.parse::<usize>().ok())
        && let Some(member) = members.get_index(index)
    {
        return tokens.fold(member.clone(), |pointer, token| pointer.join(token));
    }
    root.concat(inside)
}

fn wants_annotations(schema: &Value) -> bool {
    let Value::Object(source) = schema else { return false };
    source.iter().any(|(keyword, value)| {
        keyword.starts_with("unevaluated")
            || match (holds(keyword), value) {
                (Some(Holds::One), _) => wants_annotations(value),
                (Some(Holds::List), Value::Array(list)) => list.iter().any(wants_annotations),
                (Some(Holds::Map), Value::Object(map)) => map.values().any(wants_annotations),
                _ => false,
            }
    })
}

/// The keyword that asks another slot.
struct Link {
    target: Weak<Slot>,
    pointer: String,
    direction: Direction,
}

impl Link {
    fn new(home: &Weak<Home>, target: &Value, direction: Direction) -> Self {
        let pointer = target.as_str().unwrap_or_default().to_owned();
        let slot = home.upgrade().zip(Pointer::parse(&pointer)).and_then(|(h, p)| h.slot(&p).ok());
        let target = slot.map(|slot| Arc::downgrade(&slot)).unwrap_or_default();
        Self { target, pointer, direction }
    }
}

impl<'i> Keyword<'i> for Link {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            return Ok(());
        }
        // Only a mark: whoever collects violations asks the target for the real ones.
        Err(ValidationError::custom(self.pointer.clone()))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let Some(target) = self.target.upgrade() else { return true };
        let question = (from_ref(&*target).addr(), from_ref(instance).addr());
        let Some(_asking) = Asking::enter(question) else { return true };
        if FOLLOWED.get() < REMEMBERED_AFTER {
            return target.is_valid(self.direction, instance);
        }
        if let Some(known) = KNOWN.with_borrow(|known| known.get(&question).copied()) {
            return known;
        }
        let is_valid = target.is_valid(self.direction, instance);
        KNOWN.with_borrow_mut(|known| known.insert(question, is_valid));
        is_valid
    }
}

thread_local! {
    /// The questions that this thread is answering: a schema and a value, by address.
    static ASKED: RefCell<Vec<(usize, usize)>> = const { RefCell::new(Vec::new()) };
    /// The answers to questions, since they came to be remembered.
    static KNOWN: RefCell<BTreeMap<(usize, usize), bool>> = const { RefCell::new(BTreeMap::new()) };
    /// How many links were followed since the outermost question.
    static FOLLOWED: Cell<usize> = const { Cell::new(0) };
}

/// One question being answered; a question that leads back to itself is answered with yes.
struct Asking;

impl Asking {
    fn enter(question: (usize, usize)) -> Option<Self> {
        ASKED.with_borrow_mut(|asked| {
            let followed = if asked.is_empty() { 0 } else { FOLLOWED.get() };
            if followed == 0 {
                KNOWN.with_borrow_mut(BTreeMap::clear);
            }
            FOLLOWED.set(followed + 1);
            let open =
                asked.len() < MAX_LINKS && followed < MAX_FOLLOWED && !asked.contains(&question);
            open.then(|| asked.push(question)).map(|()| Self)
        })
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        ASKED.with_borrow_mut(|asked| {
            asked.pop();
        });
    }
}
