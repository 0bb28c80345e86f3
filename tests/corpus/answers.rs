//! Answers of every operation: to what it is for, to what callers prefer, and to what is wrong.

use std::sync::Arc;

use counterpart_exchange::{Contract, Decoded, MediaRange, Request, Response, Route, Router};
use counterpart_generate::{Call, REFERENCE, Rng, Seed, fake, negative, request};
use counterpart_schema::{Direction, Outlines};
use counterpart_spec::{Location, StatusKey};
use counterpart_state::{Answer, Env, Program, State};
use jiff::Timestamp;
use serde_json::Value;

use crate::documents::{Document, Looked, spread};

/// How many operations of a document are called, unless all are asked for.
const OPERATIONS: usize = 8;

/// Statuses with which an operation says that the state has no such record, has it already, or has it otherwise; what is generated cannot know.
const OF_STATE: [u16; 3] = [404, 409, 412];

/// How an answer says that no other answer can be right.
const ADMITS_NOTHING: &str = "no value fits the schema";

pub(crate) fn look(document: &Document, looked: &mut Looked) {
    // What is inferred is held to laws of its own.
    let (program, _) = Program::compile_declared(Arc::clone(&document.spec), Seed(1));
    let mut mock = Mock { state: program.initial(), program };
    let (router, _) = Router::new(&document.spec);
    let outlines = Outlines::default();
    for index in spread((0..document.spec.operations.len()).collect(), OPERATIONS) {
        let contract = Contract::new(&document.spec, &document.schemas, &outlines, index);
        let pointer = contract.operation().pointer.to_string();
        let mut rng = Seed(2).stream(&["corpus", &pointer]);
        // That some operations have no request, or one that leads to another, is told by another test.
        let Ok(call) = request(&contract, &document.schemas, &mut rng, REFERENCE) else { continue };
        let sent = &call.request;
        let leads = |sent: &Request| match router.find(&sent.method, &sent.path, &sent.query) {
            Route::Operation { index: found, path } if found == index => {
                Some(contract.decode(sent, &path).is_ok())
            }
            _ => None,
        };
        if leads(sent) != Some(true) {
            continue;
        }
        looked.count("operations called");
        let negative = negative_of(document, &contract, &call, &mut rng);
        // What was broken may be read as something else on its way.
        let negative = negative.filter(|sent| leads(sent) == Some(false));
        let outcome = mock
            .natural(&contract, &call, looked)
            .and_then(|()| mock.preferred(&contract, &call, looked))
            .and_then(|()| negative.map_or(Ok(()), |sent| mock.refused(&contract, &sent, looked)));
        match outcome {
            Ok(()) => looked.count("operations conforming"),
            Err(reason) => drop(looked.wrong.insert(pointer.clone(), reason)),
        }
        looked.seen.insert(pointer);
    }
}

/// Looks at the answers of operations whose state is inferred, about records that there are.
pub(crate) fn look_inferred(document: &Document, looked: &mut Looked) {
    let (program, _) = Program::compile(Arc::clone(&document.spec), Seed(1));
    let indices: Vec<_> = program.inference().operations.keys().copied().collect();
    looked.seen.insert(String::new());
    let mut mock = Mock { state: program.initial(), program };
    let outlines = Outlines::default();
    for index in spread(indices, OPERATIONS) {
        let contract = Contract::new(&document.spec, &document.schemas, &outlines, index);
        let pointer = contract.operation().pointer.to_string();
        let mut rng = Seed(2).stream(&["corpus", &pointer]);
        let Ok(mut call) = request(&contract, &document.schemas, &mut rng, REFERENCE) else {
            continue;
        };
        call.values.path = mock.program.lead(&mock.state, index, &call.values.path);
        let media_type = call.request.header("content-type").and_then(MediaRange::parse);
        match contract.encode(&call.values, media_type.as_ref()) {
            Ok(request) => call.request = request,
            // A record's key may be none that the path can say.
            Err(_) => continue,
        }
        match mock.natural(&contract, &call, looked) {
            Ok(()) => looked.count("operations conforming"),
            Err(reason) => drop(looked.wrong.insert(pointer.clone(), reason)),
        }
        looked.count("operations called");
        looked.seen.insert(pointer);
    }
}

/// A document that answers.
struct Mock {
    program: Program,
    state: State,
}

impl Mock {
    fn send(&mut self, request: &Request) -> Answer {
        let env: Arc<dyn Env> = Arc::new(Fixed);
        let (changes, answer) = self.program.step(&self.state, request, &env);
        self.state.apply(&changes);
        answer
    }

    /// Calls an operation as it is meant to be, in each media type that it declares.
    fn natural(
        &mut self,
        contract: &Contract,
        call: &Call,
        looked: &mut Looked,
    ) -> Result<(), String> {
        let operation = contract.operation();
        let successes = operation.successes();
        let is_success = |key: StatusKey| match key {
            StatusKey::Code(code) => code / 100 == 2,
            StatusKey::Class(class) => class == 2,
            StatusKey::Default => true,
        };
        let tells_of_success = operation.responses.iter().any(|r| is_success(r.status));
        let content = successes.iter().flat_map(|(_, index)| &operation.responses[*index].content);
        let types = content.filter_map(|media_type| MediaRange::parse(&media_type.range));
        let asked = std::iter::once(None).chain(types.map(|range| Some(range.to_string())));
        for accept in asked {
            let mut sent = call.request.clone();
            if let Some(accept) = &accept {
                sent.headers.insert("accept", accept.parse().map_err(|_| "no header")?);
            }
            let answer = self.send(&sent);
            let is_declared = operation.response(answer.status).is_some();
            if answer.reason.is_some() && OF_STATE.contains(&answer.status) && !is_declared {
                looked.count("answers of the state that are not declared");
                continue;
            }
            // The document tells of failures only, and this is none.
            if !tells_of_success && answer.status / 100 == 2 && !is_declared {
                looked.count("answers of a success that nobody declared");
                continue;
            }
            // The schema admits nothing, and the answer says so.
            if answer.status == 500
                && answer.reason.as_ref().is_some_and(|why| why.contains(ADMITS_NOTHING))
            {
                looked.count("answers that say why nothing conforms");
                continue;
            }
            looked.count("answers");
            let told = || format!("accepting {}", accept.as_deref().unwrap_or("anything"));
            conforms(contract, &sent, answer).map_err(|why| format!("{}: {why}", told()))?;
            looked.count("answers conforming");
        }
        Ok(())
    }

    /// Asks for every status that is declared.
    fn preferred(
        &mut self,
        contract: &Contract,
        call: &Call,
        looked: &mut Looked,
    ) -> Result<(), String> {
        let operation = contract.operation();
        for (index, response) in operation.responses.iter().enumerate() {
            let stands_for = |code: &u16| operation.response_index(*code) == Some(index);
            let code = match response.status {
                StatusKey::Code(code) => Some(code),
                StatusKey::Class(class) => (class * 100..class * 100 + 100).find(stands_for),
                StatusKey::Default => (400..600).find(stands_for),
            };
            let Some(code) = code else { continue };
            let mut sent = call.request.clone();
            sent.headers.insert("prefer", format!("code={code}").parse().unwrap());
            let answer = self.send(&sent);
            let is_declared = operation.response(answer.status).is_some();
            let why = answer.reason.as_ref();
            if answer.status == 500 && why.is_some_and(|why| why.contains(ADMITS_NOTHING)) {
                continue;
            }
            let of_state = OF_STATE.contains(&answer.status) && !is_declared;
            // A condition that happens to be sent decides about the usual status, too.
            let conditions = ["if-match", "if-none-match", "if-modified-since"];
            let of_condition = matches!(answer.status, 304 | 412)
                && conditions.iter().any(|name| sent.headers.contains_key(*name));
            if answer.status != code && (of_state || of_condition) {
                continue;
            }
            looked.count("statuses preferred");
            if answer.status != code {
                return Err(format!("preferring {code}: got {}", shown(&answer)));
            }
            conforms(contract, &sent, answer).map_err(|why| format!("preferring {code}: {why}"))?;
            looked.count("statuses conforming");
        }
        Ok(())
    }

    /// Sends what is wrong.
    fn refused(
        &mut self,
        contract: &Contract,
        sent: &Request,
        looked: &mut Looked,
    ) -> Result<(), String> {
        looked.count("negatives");
        let answer = self.send(sent);
        if !(400..500).contains(&answer.status) {
            return Err(format!("a negative is answered {}: {sent:?}", shown(&answer)));
        }
        if contract.operation().response(answer.status).is_some() {
            conforms(contract, sent, answer).map_err(|why| format!("refusing: {why}"))?;
        }
        looked.count("negatives refused");
        Ok(())
    }
}

/// Makes a request that breaks one rule: one of the body's schema, else that a parameter is there.
fn negative_of(
    document: &Document,
    contract: &Contract,
    call: &Call,
    rng: &mut Rng,
) -> Option<Request> {
    let operation = contract.operation();
    let mut content = operation.body.iter().flat_map(|body| &body.content);
    let json = content.find_map(|media_type| {
        let range = MediaRange::parse(&media_type.range).filter(MediaRange::is_json)?;
        Some((range, document.schemas.at(media_type.schema.as_ref()?).ok()?))
    });
    let broken = json.and_then(|(range, schema)| {
        let value = negative(&schema, Direction::Request, rng).ok()?.value;
        let values = Decoded { body: Some(value), ..call.values.clone() };
        contract.encode(&values, Some(&range.concrete())).ok()
    });
    broken.or_else(|| {
        let wanted = operation.parameters.iter().find(|parameter| {
            let is_apart = matches!(parameter.location, Location::Query | Location::Header);
            is_apart
                && parameter.required
                && call.values.part(parameter.location).contains_key(&parameter.key())
        })?;
        let mut values = call.values.clone();
        values.part_mut(wanted.location).shift_remove(&wanted.key());
        let mut sent = contract.encode(&values, None).ok()?;
        // Without a value there may be a type all the same.
        sent.body.clone_from(&call.request.body);
        if let Some(media_type) = call.request.headers.get("content-type") {
            sent.headers.insert("content-type", media_type.clone());
        }
        Some(sent)
    })
}

fn conforms(contract: &Contract, sent: &Request, answer: Answer) -> Result<(), String> {
    let told = shown(&answer);
    let Answer { status, headers, body, .. } = answer;
    let violations = contract.judge(&sent.method, &Response { status, headers, body });
    match violations.first() {
        Some(violation) => Err(format!("{violation} [{}] in {told}", violation.keyword)),
        None => Ok(()),
    }
}

fn shown(answer: &Answer) -> String {
    let body: String = String::from_utf8_lossy(&answer.body).chars().take(300).collect();
    let media_type = answer.headers.get("content-type");
    let media_type = media_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    format!("{} {media_type} {body:?}", answer.status)
}

/// The world at one moment.
#[derive(Debug)]
struct Fixed;

impl Env for Fixed {
    fn now(&self) -> Timestamp {
        REFERENCE
    }

    fn fake(&self, kind: &str) -> Option<Value> {
        fake(kind, &mut Seed(3).stream(&["answers", kind]), REFERENCE)
    }
}
