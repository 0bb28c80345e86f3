//! One operation, ready to run: what it takes, what it does, and how it answers.

use std::sync::{Arc, OnceLock};

use counterpart_exchange::{Contract, Refusal, Request};
use counterpart_schema::Outline;
use counterpart_spec::{self as spec, StatusKey};

use super::Program;
use crate::answer::{Chosen, Reply, envelope};
use crate::expression::Template;
use crate::language::{Operation, Verb};

/// One operation, compiled; what only answers need is looked up for the first of them.
#[derive(Debug)]
pub(crate) struct Behaviour {
    pub(crate) contract: Contract,
    /// What it does to the state; `None` when the document does not say.
    pub(crate) does: Option<Operation>,
    /// The resources that it or its expressions name.
    pub(super) touched: Vec<usize>,
    /// Whether the document speaks of the versions of the records that it is about.
    pub(super) versioned: bool,
    /// For each declared response what it is written with.
    replies: Vec<OnceLock<Reply>>,
    successes: OnceLock<Vec<Success>>,
}

/// One way to answer when all goes well.
#[derive(Debug)]
struct Success {
    status: u16,
    /// What the body is, for each media type of the reply; `None` is what the document shows.
    templates: Vec<Option<Template>>,
    /// Whether one of them speaks of links.
    links: bool,
}

/// The answer that a request gets when all goes well.
#[derive(Debug)]
pub(super) struct Course<'b> {
    pub(super) status: u16,
    pub(super) reply: Option<&'b Reply>,
    /// The media type of the body; `None` where there is none.
    pub(super) chosen: Option<Chosen<'b>>,
    pub(super) template: Option<&'b Template>,
    /// Whether the template may speak of links.
    pub(super) links: bool,
}

impl Behaviour {
    pub(super) fn new(contract: Contract, does: Option<Operation>, touched: Vec<usize>) -> Self {
        let replies = contract.operation().responses.iter().map(|_| OnceLock::new()).collect();
        let successes = OnceLock::new();
        Self { contract, does, touched, versioned: false, replies, successes }
    }

    /// Gives what a status is answered with; `None` where it is not declared.
    pub(crate) fn reply(&self, program: &Program, status: u16) -> Option<&Reply> {
        let operation = self.contract.operation();
        let index = operation.response_index(status)?;
        let response = &operation.responses[index];
        Some(self.replies[index].get_or_init(|| Reply::new(program, self, status, response)))
    }

    /// Chooses the response: of those that tell of success the first whose media types the caller takes.
    pub(super) fn course(
        &self,
        program: &Program,
        request: &Request,
    ) -> Result<Course<'_>, Refusal> {
        let mut offered = Vec::new();
        for (at, success) in self.successes(program).iter().enumerate() {
            match self.way(program, success, request) {
                // That nothing is said suits everyone, but is no way out where something else is meant.
                Ok(course) if at > 0 && course.chosen.is_none() && course.reply.is_some() => {}
                Ok(course) => return Ok(course),
                Err(reply) => offered.extend(reply.ranges.iter().cloned()),
            }
        }
        Err(Refusal::not_acceptable(&offered))
    }

    /// Chooses the response to a request that created what it could have changed, where 201 is declared for that (RFC 9110 §9.3.4) and the caller takes it.
    pub(super) fn creation(&self, program: &Program, request: &Request) -> Option<Course<'_>> {
        let success = self.successes(program).iter().find(|success| success.status == 201)?;
        self.way(program, success, request).ok()
    }

    /// Gives what one way to tell of success is for a request; the reply where the caller takes none of its media types.
    fn way<'b>(
        &'b self,
        program: &Program,
        success: &'b Success,
        request: &Request,
    ) -> Result<Course<'b>, &'b Reply> {
        let Success { status, templates, links } = success;
        let reply = self.reply(program, *status);
        let bare = Course { status: *status, reply, chosen: None, template: None, links: *links };
        let Some(reply) = reply.filter(|reply| !reply.is_bare(*status)) else { return Ok(bare) };
        let chosen = reply.choose_for(*status, request).ok_or(reply)?;
        let template = templates[chosen.index].as_ref();
        Ok(Course { chosen: Some(chosen), template, ..bare })
    }

    /// Gives the status that a request gets when all goes well.
    pub(super) fn usual_status(&self, program: &Program) -> u16 {
        self.successes(program)[0].status
    }

    /// Gives the template of the body that a request gets when all goes well, with the form that it fills.
    pub(super) fn usual_template(
        &self,
        program: &Program,
    ) -> Option<(&Template, Option<&Arc<Outline>>)> {
        let success = self.successes(program).first()?;
        let media = self.reply(program, success.status).map_or(&[][..], |reply| &reply.media);
        let mut pairs = success.templates.iter().zip(media);
        pairs.find_map(|(template, media)| Some((template.as_ref()?, media.form.as_ref())))
    }

    /// Lists the ways to tell of success, the one that is meant first; never none.
    fn successes(&self, program: &Program) -> &[Success] {
        self.successes.get_or_init(|| {
            let said = self.does.as_ref().and_then(|does| does.clauses.status);
            let verb = self.does.as_ref().map_or(Verb::None, |does| does.verb);
            let statuses = match said {
                Some(status) => vec![status],
                None => statuses(self.contract.operation(), verb),
            };
            let success = |status| {
                let templates = self.envelopes(program, status);
                let links = templates.iter().flatten().any(|t| t.speaks_of("links"));
                Success { status, templates, links }
            };
            statuses.into_iter().map(success).collect()
        })
    }

    /// Gives what the body of the usual answer is, for each media type of its reply.
    pub(super) fn templates(&self, program: &Program) -> impl Iterator<Item = Option<&Template>> {
        self.successes(program)[0].templates.iter().map(Option::as_ref)
    }

    fn envelopes(&self, program: &Program, status: u16) -> Vec<Option<Template>> {
        let media = self.reply(program, status).map_or(&[][..], |reply| &reply.media);
        let Some(does) = &self.does else { return media.iter().map(|_| None).collect() };
        let mut resources = program.resources.iter();
        let resource = resources.find(|resource| resource.name == does.resource);
        let shown: &[_] = resource.map_or(&[], |resource| &resource.forms);
        let (respond, page) = (&does.clauses.respond, does.clauses.page.as_deref());
        let each = does.clauses.each.is_some() && does.clauses.filter.is_none();
        let template = |form| match (respond, form) {
            (Some(respond), _) => Some(respond.clone()),
            (None, form) => envelope(form, shown, page, (does.verb, each)),
        };
        media.iter().map(|media| template(media.form.as_ref())).collect()
    }
}

/// Gives the status of success that fits the verb best.
pub(crate) fn status(operation: &spec::Operation, verb: Verb) -> u16 {
    statuses(operation, verb)[0]
}

/// Lists the statuses of success, the one that fits the verb best first.
fn statuses(operation: &spec::Operation, verb: Verb) -> Vec<u16> {
    let fitting: &[u16] = match verb {
        Verb::Create => &[201, 200, 202, 204],
        Verb::Delete => &[204, 200, 202],
        // 201 is for what it creates.
        Verb::Upsert => &[200, 202, 204],
        _ => &[],
    };
    let rank = |status: &u16| fitting.iter().position(|fit| fit == status).unwrap_or(fitting.len());
    let named = |(status, index): (u16, usize)| {
        let response = &operation.responses[index];
        match response.status {
            // A class or the default stands for the status that is natural.
            StatusKey::Class(2) | StatusKey::Default => match fitting.first() {
                Some(204) if !response.content.is_empty() => 200,
                Some(natural) => *natural,
                None => status,
            },
            _ => status,
        }
    };
    let mut statuses: Vec<_> = operation.successes().into_iter().map(named).collect();
    if verb != Verb::None {
        // What is done to a record is no failure, even where only failures are declared.
        statuses.retain(|status| *status < 400);
    }
    statuses.sort_by_key(rank);
    if statuses.is_empty() {
        statuses.push(*fitting.first().unwrap_or(&200));
    }
    statuses
}
