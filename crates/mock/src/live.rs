//! A document at work in one scope: its program, and what it remembers there.

use std::sync::{Arc, Mutex, RwLock};

use counterpart_exchange::Request;
use counterpart_generate::Seed;
use counterpart_state::{Answer, Change, Env, Program, State, Written};

use crate::env::{Arrival, SeededEnv};
use crate::lock::{lock, read, write};
use crate::memory::{Full, Held, Memory};

/// A program and its state, changed by one request at a time.
#[derive(Debug)]
pub(crate) struct Live {
    memory: Arc<Memory>,
    current: RwLock<Current>,
    /// Held by a request that may change something.
    turn: Mutex<()>,
}

#[derive(Debug)]
struct Current {
    moment: Moment,
    /// What of the state's weight is inherited at most: what is above it was written here. It never grows, or what is written after a reset would count for nothing.
    inherited: usize,
    held: Held,
}

/// A program and its state at one moment; a clone is a few pointers.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub(crate) program: Arc<Program>,
    pub(crate) state: State,
    /// Counts the times that the state was put in place of another, as by a reset: its version may be the same then.
    epoch: u64,
}

impl Moment {
    fn is(&self, other: &Self) -> bool {
        self.epoch == other.epoch && self.state.version() == other.state.version()
    }
}

impl Live {
    /// Starts with the document's own data, which count for nothing.
    pub(crate) fn new(program: Program, memory: &Arc<Memory>) -> Self {
        let state = program.initial();
        Self::of(Moment { program: Arc::new(program), state, epoch: 0 }, memory)
    }

    fn of(moment: Moment, memory: &Arc<Memory>) -> Self {
        let current = Current { inherited: moment.state.weight(), moment, held: memory.share() };
        Self { memory: Arc::clone(memory), current: RwLock::new(current), turn: Mutex::default() }
    }

    /// Starts another scope from what is remembered here, which counts here only.
    pub(crate) fn fork(&self) -> Self {
        Self::of(self.moment(), &self.memory)
    }

    /// Gives the program and the state as they are now.
    pub(crate) fn moment(&self) -> Moment {
        read(&self.current).moment.clone()
    }

    /// Gives about how many bytes were written here.
    pub(crate) fn written(&self) -> usize {
        read(&self.current).held.bytes()
    }

    /// Answers a request and keeps what it changed; of a document with webhooks, gives the records that it wrote as well.
    ///
    /// # Errors
    /// There is no room for what it would change.
    pub(crate) fn handle(
        &self,
        request: &Request,
        arrival: Arrival<'_>,
    ) -> Result<(Answer, Vec<Written>), Full> {
        // Those that will change something stand in line before they look, or they would have to look twice.
        let _turn = (!request.method.is_safe()).then(|| lock(&self.turn));
        self.transact(arrival, |program, state, env| {
            let (mut changes, answer) = program.step(state, request, env);
            // HEAD asks about an answer and must not have effects, even where GET has.
            if request.method == http::Method::HEAD {
                changes.clear();
            }
            let written = told_of(program, state, &changes);
            (changes, (answer, written))
        })
    }

    /// Answers a request and forgets what it would change.
    pub(crate) fn look(&self, request: &Request, arrival: Arrival<'_>) -> Answer {
        let moment = self.moment();
        moment.program.step(&moment.state, request, &env(&moment, arrival)).1
    }

    /// Runs a function from a state to changes, and applies them.
    ///
    /// It runs on a snapshot without a lock; where the state changed meanwhile, it runs again under the lock.
    ///
    /// # Errors
    /// There is no room for the changes: nothing is changed.
    pub(crate) fn transact<T>(
        &self,
        arrival: Arrival<'_>,
        run: impl Fn(&Program, &State, &Arc<dyn Env>) -> (Vec<Change>, T),
    ) -> Result<T, Full> {
        let seen = self.moment();
        let (changes, done) = run(&seen.program, &seen.state, &env(&seen, arrival));
        if changes.is_empty() {
            return Ok(done);
        }
        let mut current = write(&self.current);
        if current.moment.is(&seen) {
            drop(seen);
            current.apply(&changes)?;
            return Ok(done);
        }
        let env = env(&current.moment, arrival);
        let (changes, done) = run(&current.moment.program, &current.moment.state, &env);
        current.apply(&changes)?;
        Ok(done)
    }

    /// Puts another state in the place of what is remembered, perhaps of another program.
    ///
    /// # Errors
    /// There is no room for it, or `change` has an error of its own.
    pub(crate) fn put<E: From<Full>>(
        &self,
        change: impl Fn(&Arc<Program>, &State) -> Result<(Arc<Program>, State), E>,
    ) -> Result<(), E> {
        let change = |_, program: &_, state: &_| change(program, state).map(Some);
        Self::put_all(std::slice::from_ref(self), change)
    }

    /// Puts other states in the place of what several documents remember, by their index; `None` leaves one as it is.
    ///
    /// # Errors
    /// There is no room for all of them, or `change` has an error of its own: nothing is changed.
    pub(crate) fn put_all<E: From<Full>>(
        lives: &[Self],
        change: impl Fn(usize, &Arc<Program>, &State) -> Result<Option<(Arc<Program>, State)>, E>,
    ) -> Result<(), E> {
        // Always in their order: two that do this must not wait for each other.
        let mut all: Vec<_> = lives.iter().map(|live| write(&live.current)).collect();
        let mut changed = Vec::new();
        for (index, current) in all.iter_mut().enumerate() {
            let Moment { program, state, epoch } = &current.moment;
            if let Some((program, state)) = change(index, program, state)? {
                let moment = Moment { program, state, epoch: epoch + 1 };
                changed.push((&mut **current, moment));
            }
        }
        let mut shares = Vec::new();
        for (current, moment) in &mut changed {
            let written = moment.state.weight().saturating_sub(current.inherited);
            shares.push((&mut current.held, written));
        }
        Held::resize_all(&mut shares)?;
        for (current, moment) in changed {
            current.inherited = current.inherited.min(moment.state.weight());
            current.moment = moment;
        }
        Ok(())
    }
}

impl Current {
    fn apply(&mut self, changes: &[Change]) -> Result<(), Full> {
        let most = self.moment.state.weight_after(changes);
        if self.held.resize(most.saturating_sub(self.inherited)).is_err() {
            // They may still be lighter than what they replace.
            let mut moment = self.moment.clone();
            moment.state.apply(changes);
            return self.replace(moment);
        }
        // In place: what nobody else looks at need not be copied.
        self.moment.state.apply(changes);
        let weight = self.moment.state.weight();
        self.inherited = self.inherited.min(weight);
        self.held.resize(weight - self.inherited)
    }

    fn replace(&mut self, moment: Moment) -> Result<(), Full> {
        let weight = moment.state.weight();
        let inherited = self.inherited.min(weight);
        self.held.resize(weight - inherited)?;
        self.inherited = inherited;
        self.moment = moment;
        Ok(())
    }
}

/// Makes the world of one request.
fn env(moment: &Moment, arrival: Arrival<'_>) -> Arc<dyn Env> {
    let seed: Seed = moment.program.seed();
    Arc::new(SeededEnv::new(seed, moment.state.writes(), arrival))
}

/// Lists the records that changes write, of a document that tells others of such.
pub(crate) fn told_of(program: &Program, state: &State, changes: &[Change]) -> Vec<Written> {
    if program.spec().webhooks.is_empty() {
        return Vec::new();
    }
    program.written(state, changes)
}
