//! Lists of records that were made: filtered by what they say, sorted, and page by page.

use counterpart_exchange::{RuntimeExpression, Source as Part};
use counterpart_schema::Direction;
use counterpart_spec::Location;
use counterpart_state::Role;
use rand::RngExt;
use serde_json::Value;

use super::super::calls::plain;
use super::super::chain::Made;
use super::Plan;
use crate::{Bind, Slot, Source, Step};

/// How many records are made, so that there is something to sort.
const RECORDS: usize = 3;

/// How many pages are asked for one after the other.
const PAGES: u64 = 3;

/// How many filters of one list are tried.
const FILTERS: usize = 6;

/// How many bodies are tried for one that says what filters ask for.
const TRIES: usize = 12;

/// How long the longest page is at most that is asked for.
const LONGEST: u64 = 100;

/// How many orders of one list are asked for.
const ORDERS: usize = 4;

/// A parameter, by location and key.
type At = (Location, String);

impl Plan<'_, '_> {
    /// Makes some records, and asks every list for them in every way.
    pub(super) fn lists(&mut self) {
        let made: Vec<_> = (0..RECORDS).filter_map(|_| self.create()).collect();
        let Some(record) = made.first() else { return };
        made.iter().take(2).for_each(|record| self.findable(record));
        for list in self.plain_lists() {
            self.call(list, record);
            self.ways(list, record);
        }
        let update = self.updates().into_iter().next();
        if let Some(update) = update
            && let Some(step) = self.call(update, record)
        {
            self.stays_findable(step, record);
        }
        for list in self.plain_lists() {
            self.filtered(list, record);
        }
        if let (Some(gone), Some(delete)) = (made.get(1), self.deletes().first()) {
            self.call(*delete, gone);
            for list in self.plain_lists() {
                self.filtered(list, gone);
            }
        }
    }

    /// Makes an update leave what filters ask for as it was.
    fn stays_findable(&mut self, step: usize, record: &Made) {
        let fields = self.filter_fields();
        let before = self.chain.steps[record.step].values.body.clone();
        let Some(Value::Object(body)) = &mut self.chain.steps[step].values.body else { return };
        for field in fields {
            let value = before.as_ref().and_then(|before| before.get(&field));
            if let (Some(said), Some(value)) = (body.get_mut(&field), value) {
                *said = value.clone();
            }
        }
    }

    /// Lists the fields that the filters of the lists ask for.
    fn filter_fields(&self) -> Vec<String> {
        let lists = self.plain_lists();
        let roles = lists.iter().filter_map(|list| self.chain.roles.role(*list));
        roles.flat_map(|role| &role.filters).map(|(.., field)| field.clone()).collect()
    }

    /// Looks at lists of records that nobody may make.
    pub(super) fn found(&mut self) {
        let list = self.start;
        let Some(record) = self.chain.create(list, self.rng) else {
            let step = self.chain.lead(list, self.rng);
            if let Some(mut plain) = plain(self.chain.subject, list, self.rng) {
                plain.binds = step;
                self.chain.push(plain);
            }
            return;
        };
        self.judged(record.step);
        self.again(record.step);
        for read in self.reads() {
            if let Some(step) = self.call(read, &record) {
                self.again(step);
            }
        }
        self.ways(list, &record);
    }

    /// Asks a list for a record by its filters, in its orders, and in small pages.
    fn ways(&mut self, list: usize, record: &Made) {
        self.filtered(list, record);
        self.sorted(list, record);
        let size = u64::from(self.rng.random_range(1..=2_u8));
        self.paged(list, record, size);
        self.overlapping(list, record);
    }

    /// Asks for a page, for a part of it, and for the page again.
    fn overlapping(&mut self, list: usize, record: &Made) {
        let Some(paging) = self.role(list).map(|role| role.paging) else { return };
        let Some(size) = paging.size else { return };
        let (at, place) = match (paging.offset, paging.number) {
            (Some(offset), _) => (offset, 1),
            (None, Some(number)) => (number, 2),
            (None, None) => return,
        };
        let stretches: [(u64, Option<u64>); 3] = [(3, None), (1, Some(place)), (3, None)];
        for (length, place) in stretches {
            let said = [(&size, Some(length)), (&at, place)];
            let said = said.map(|(at, value)| Some((at, Value::from(value?))));
            if said.iter().flatten().any(|(at, value)| !self.admits(list, at, value)) {
                return;
            }
            let Some(step) = self.call(list, record) else { return };
            for ((location, name), value) in said.into_iter().flatten() {
                self.chain.steps[step].values.part_mut(*location).insert(name.clone(), value);
            }
        }
    }

    fn role(&self, list: usize) -> Option<Role> {
        self.chain.roles.role(list).cloned()
    }

    /// Makes a record say, as far as it may, what filters ask for: only so is it found among those of others.
    pub(super) fn findable(&mut self, record: &Made) {
        let fields = self.filter_fields();
        let told = |step: &Step| {
            let body = step.values.body.as_ref();
            let says = |field: &&String| {
                body.and_then(|body| body.get(field.as_str())).is_some_and(|value| !value.is_null())
            };
            fields.iter().filter(says).count()
        };
        for _ in 0..TRIES {
            let now = &self.chain.steps[record.step];
            let Some(other) = plain(self.chain.subject, now.operation, self.rng) else { return };
            if told(&other) > told(now) {
                self.chain.steps[record.step].values.body = other.values.body;
            }
        }
    }

    /// Asks a list for a record by what it says, a filter at a time.
    pub(super) fn filtered(&mut self, list: usize, record: &Made) {
        let Some(role) = self.role(list) else { return };
        for (location, name, field) in role.filters.iter().take(FILTERS) {
            let slot = Slot::Parameter(*location, name.clone());
            if let Some(bind) = self.value_of(record, field, slot)
                && let Some(step) = self.call(list, record)
            {
                self.chain.steps[step].binds.push(bind);
            }
        }
    }

    fn sorted(&mut self, list: usize, record: &Made) {
        let Some(role) = self.role(list) else { return };
        let orders = role.paging.sort.as_ref().map(|at| self.choices(list, at)).unwrap_or_default();
        let directions = role.paging.order.as_ref().map(|at| self.choices(list, at));
        // The more there is on a page, the more shows its order.
        let mut sizes = [LONGEST, LONGEST / 2, LONGEST / 5].into_iter().map(Value::from);
        let size = role.paging.size.as_ref();
        let longest = sizes.find(|long| size.is_some_and(|at| self.admits(list, at, long)));
        let directions: Vec<_> = match directions {
            Some(directions) if !directions.is_empty() => {
                directions.into_iter().map(Some).collect()
            }
            _ => vec![None],
        };
        let both = |order: Value| directions.iter().map(move |way| (order.clone(), way.clone()));
        for (order, direction) in orders.into_iter().flat_map(both).take(ORDERS) {
            let Some(step) = self.call(list, record) else { return };
            let values = &mut self.chain.steps[step].values;
            let said = [
                (&role.paging.sort, Some(order)),
                (&role.paging.order, direction),
                (&role.paging.size, longest.clone()),
            ];
            for (at, value) in said {
                if let (Some((location, name)), Some(value)) = (at, value) {
                    values.part_mut(*location).insert(name.clone(), value);
                }
            }
        }
    }

    /// Lists the values that a parameter may have.
    fn choices(&self, operation: usize, (location, name): &At) -> Vec<Value> {
        let subject = self.chain.subject;
        let parameters = &subject.operations()[operation].parameters;
        let parameter = parameters.iter().find(|p| p.location == *location && p.key() == *name);
        let schema = parameter.and_then(|p| subject.schemas().at(p.schema.as_ref()?).ok());
        let choices = schema.as_ref().and_then(|schema| schema.annotation("enum")?.as_array());
        choices.into_iter().flatten().filter(|value| value.is_string()).cloned().collect()
    }

    fn paged(&mut self, list: usize, record: &Made, size: u64) {
        let Some(role) = self.role(list) else { return };
        let Some(at) = role.paging.size.clone() else { return };
        let paging = role.paging;
        let mut before: Option<usize> = None;
        for page in 0..PAGES {
            let place: Option<(At, Value)> = match (&paging.after, &paging.offset, &paging.number) {
                _ if page == 0 => None,
                (Some(at), ..) => Some((at.clone(), Value::Null)),
                (_, Some(at), _) => Some((at.clone(), (page * size).into())),
                (.., Some(at)) => Some((at.clone(), (page + 1).into())),
                (None, None, None) => return,
            };
            let after = paging.after.clone().filter(|_| page > 0);
            let next = role
                .showing
                .next
                .as_ref()
                .map(|at| RuntimeExpression::Response(Part::Body(at.clone())));
            let bind = after.zip(before).zip(next).map(|(((location, name), step), next)| Bind {
                slot: Slot::Parameter(location, name),
                step,
                source: Source::Expression(next),
            });
            if page > 0 && paging.after.is_some() && bind.is_none() {
                return;
            }
            if !self.admits(list, &at, &size.into())
                || place
                    .as_ref()
                    .is_some_and(|(at, value)| !value.is_null() && !self.admits(list, at, value))
            {
                return;
            }
            let Some(step) = self.call(list, record) else { return };
            let values = &mut self.chain.steps[step].values;
            values.part_mut(at.0).insert(at.1.clone(), size.into());
            if let Some(((location, name), value)) = place {
                values.part_mut(location).insert(name, value);
            }
            self.chain.steps[step].binds.extend(bind);
            before = Some(step);
        }
    }

    /// Tells whether a parameter may have a value.
    fn admits(&self, operation: usize, (location, name): &At, value: &Value) -> bool {
        let subject = self.chain.subject;
        let parameters = &subject.operations()[operation].parameters;
        let parameter = parameters.iter().find(|p| p.location == *location && p.key() == *name);
        let schema = parameter.and_then(|p| subject.schemas().at(p.schema.as_ref()?).ok());
        schema.is_some_and(|schema| schema.is_valid(Direction::Request, value))
    }
}
