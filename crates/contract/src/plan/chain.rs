//! A scenario as it grows: each call is led to by the calls before it, which are made where they are missing.

mod said;

use counterpart_exchange::{RuntimeExpression, Source as Part};
use counterpart_generate::Rng;
use counterpart_spec::{Location, Pointer};
use counterpart_state::{Naming, Role, Verb};

use super::calls::plain;
use super::links::Linked;
use crate::model::Roles;
use crate::{Bind, Slot, Source, Step, Subject};

/// How many records stand behind one another: a comment of an article of a journal of a library.
const DEPTH: usize = 4;

/// A scenario as it grows.
#[derive(Debug)]
pub(super) struct Chain<'c> {
    pub(super) subject: &'c Subject,
    pub(super) roles: &'c Roles,
    pub(super) links: &'c [Linked],
    /// Whether anything is sent but safe methods.
    pub(super) writes: bool,
    pub(super) steps: Vec<Step>,
    pub(super) made: Vec<Made>,
}

/// A record that a call makes or finds.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) resource: usize,
    /// The call that makes or finds it.
    pub(super) step: usize,
    origin: Origin,
    /// Whether it is made by this scenario, and so may be deleted.
    pub(super) is_ours: bool,
}

/// What tells the key of a record.
#[derive(Debug, Clone)]
enum Origin {
    Expression(RuntimeExpression),
    /// The path that `Location` leads to.
    Location,
}

impl<'c> Chain<'c> {
    pub(super) fn new(
        subject: &'c Subject,
        roles: &'c Roles,
        links: &'c [Linked],
        writes: bool,
    ) -> Self {
        Self { subject, roles, links, writes, steps: Vec::new(), made: Vec::new() }
    }

    /// Plans a call of an operation, led to by what it needs; `about` is the record that its key names.
    ///
    /// Nothing is planned where no request can be made.
    pub(super) fn call(
        &mut self,
        operation: usize,
        about: Option<&Made>,
        rng: &mut Rng,
    ) -> Option<usize> {
        let mut step = plain(self.subject, operation, rng)?;
        step.binds = self.needs(operation, about, DEPTH, rng);
        step.binds.extend(self.referred(&step, DEPTH, rng));
        Some(self.push(step))
    }

    /// Plans what an operation needs without planning the call itself, and says what it takes from it.
    pub(super) fn lead(&mut self, operation: usize, rng: &mut Rng) -> Vec<Bind> {
        let mut binds = self.needs(operation, None, DEPTH, rng);
        if let Some(step) = plain(self.subject, operation, rng) {
            binds.extend(self.referred(&step, DEPTH, rng));
        }
        binds
    }

    /// Plans a call that makes a record, and what leads to it.
    pub(super) fn create(&mut self, maker: usize, rng: &mut Rng) -> Option<Made> {
        self.make(maker, DEPTH, rng)
    }

    /// Plans a call as it is.
    pub(super) fn push(&mut self, step: Step) -> usize {
        self.steps.push(step);
        self.steps.len() - 1
    }

    /// Plans what an operation needs, and says what is taken from it.
    fn needs(
        &mut self,
        operation: usize,
        about: Option<&Made>,
        depth: usize,
        rng: &mut Rng,
    ) -> Vec<Bind> {
        let mut binds = Vec::new();
        // What the document says itself wins.
        if about.is_none() {
            binds.extend(self.linked(operation, depth, rng));
        }
        let roles = self.roles.clone();
        let role = roles.role(operation);
        if role.is_none_or(|role| role.resource.is_none() || role.verb == Verb::None) {
            binds.extend(self.located(operation, &binds, depth, rng));
        }
        let Some(role) = role else { return binds };
        for naming in &role.names {
            let is_key = Some(naming) == role.key.as_ref();
            let slot = slot(naming);
            if binds.iter().any(|bind: &Bind| bind.slot == slot) {
                continue;
            }
            let own = about.filter(|made| {
                made.resource == naming.resource
                    && (is_key || role.key.as_ref().is_none_or(|k| k.resource != naming.resource))
            });
            let made = match own {
                Some(made) => Some(made.clone()),
                None => self.there_is(naming.resource, operation, depth, rng),
            };
            binds.extend(made.and_then(|made| bind(slot, &made)));
        }
        binds
    }

    /// Finds a record of a resource that an earlier call made, else plans a call that does.
    fn there_is(
        &mut self,
        resource: usize,
        near: usize,
        depth: usize,
        rng: &mut Rng,
    ) -> Option<Made> {
        let known = self.made.iter().find(|made| made.resource == resource).cloned();
        if known.is_some() || depth == 0 {
            return known;
        }
        let maker = self.maker(resource, near)?;
        self.make(maker, depth, rng)
    }

    /// Plans a call that makes a record, or finds one, and what leads to it.
    fn make(&mut self, maker: usize, depth: usize, rng: &mut Rng) -> Option<Made> {
        let roles = self.roles.clone();
        let role = roles.role(maker)?;
        let mut step = plain(self.subject, maker, rng)?;
        step.binds = self.needs_of_maker(role, maker, depth, rng);
        step.binds.extend(self.referred(&step, depth, rng));
        let resource = role.resource?;
        let origin = origin(role)?;
        let step = self.push(step);
        let is_ours = role.verb != Verb::List;
        let made = Made { resource, step, origin, is_ours };
        self.made.push(made.clone());
        Some(made)
    }

    /// Leads to what makes a record; a record that a PUT makes has a key of ours.
    fn needs_of_maker(
        &mut self,
        role: &Role,
        maker: usize,
        depth: usize,
        rng: &mut Rng,
    ) -> Vec<Bind> {
        let mut binds = Vec::new();
        let mut names = role.names.clone();
        names.retain(|naming| Some(naming) != role.key.as_ref());
        for naming in names {
            let made = self.there_is(naming.resource, maker, depth.saturating_sub(1), rng);
            binds.extend(made.and_then(|made| bind(slot(&naming), &made)));
        }
        binds
    }

    /// Chooses what makes a record of a resource: what stands nearest to who needs it, then what needs least.
    fn maker(&self, resource: usize, near: usize) -> Option<usize> {
        let operations = self.subject.operations();
        let shared = |operation: usize| {
            let (own, other) =
                (operations[operation].path.split('/'), operations[near].path.split('/'));
            own.zip(other).take_while(|(own, other)| own == other).count()
        };
        let makers = self.roles.on(resource).filter(|(operation, role)| {
            let method = operations[*operation].method.as_str();
            let makes = match role.verb {
                Verb::Create | Verb::Upsert => self.writes,
                Verb::List => method == "GET" && !role.is_grouped,
                _ => false,
            };
            makes && !role.is_batch && *operation != near && origin(role).is_some()
        });
        let rank = |(operation, role): &(usize, &Role)| {
            let is_told = role.showing.key_at.is_some() || self.is_located(*operation);
            let verb = match role.verb {
                Verb::Create if is_told => 0,
                Verb::Upsert => 1,
                Verb::List => 2,
                _ => 3,
            };
            let far = usize::MAX - shared(*operation);
            (verb, far, role.names.len(), *operation)
        };
        makers.min_by_key(rank).map(|(operation, _)| operation)
    }
}

fn slot(naming: &Naming) -> Slot {
    match &naming.place {
        Ok((location, name)) => Slot::Parameter(*location, name.clone()),
        Err(pointer) => Slot::Body(pointer.clone()),
    }
}

/// Takes the key of a record for a slot.
fn bind(slot: Slot, made: &Made) -> Option<Bind> {
    let source = match (&made.origin, &slot) {
        (Origin::Expression(expression), _) => Source::Expression(expression.clone()),
        (Origin::Location, Slot::Parameter(Location::Path, name)) => Source::Located(name.clone()),
        (Origin::Location, _) => return None,
    };
    Some(Bind { slot, step: made.step, source })
}

/// Says what tells the key of what an operation makes or finds.
fn origin(role: &Role) -> Option<Origin> {
    let body =
        |pointer: Pointer| Origin::Expression(RuntimeExpression::Response(Part::Body(pointer)));
    match role.verb {
        Verb::List => {
            let field = role.showing.key.as_ref()?;
            Some(body(role.showing.items.as_ref()?.join(0).join(field)))
        }
        Verb::Upsert => match &role.key.as_ref()?.place {
            Ok((Location::Path, name)) => {
                Some(Origin::Expression(RuntimeExpression::Request(Part::Path(name.clone()))))
            }
            _ => None,
        },
        _ => match &role.showing.key_at {
            Some(pointer) => Some(body(pointer.clone())),
            None => Some(Origin::Location),
        },
    }
}
