//! Requests for operations.

use std::collections::BTreeSet;

use counterpart_exchange::{Contract, Decoded, Route, Router};
use counterpart_generate::{REFERENCE, Seed, Uncallable, Ungeneratable, request};
use counterpart_schema::{Outlines, SchemaError};
use counterpart_spec::{Location, Operation};

use crate::documents::{Document, Looked, spread};

/// How many operations of a document are called, unless all are asked for.
const OPERATIONS: usize = 20;

pub(crate) fn look(document: &Document, looked: &mut Looked) {
    let (router, refused) = Router::new(&document.spec);
    // Operations that no request can reach were told of.
    let refused: BTreeSet<usize> = refused.into_iter().map(|(index, _)| index).collect();
    let reached = (0..document.spec.operations.len()).filter(|index| !refused.contains(index));
    let outlines = Outlines::default();
    for index in spread(reached.collect(), OPERATIONS) {
        let contract = Contract::new(&document.spec, &document.schemas, &outlines, index);
        let pointer = contract.operation().pointer.to_string();
        if let Err(reason) = call(document, &contract, &router) {
            looked.wrong.insert(pointer.clone(), reason);
        }
        looked.seen.insert(pointer);
    }
}

fn call(document: &Document, contract: &Contract, router: &Router) -> Result<(), String> {
    let operation = contract.operation();
    let mut rng = Seed(1).stream(&["corpus", operation.pointer.as_str()]);
    let call = match request(contract, &document.schemas, &mut rng, REFERENCE) {
        Ok(call) => call,
        // Where nothing can fit, that there is no request is right.
        Err(Uncallable::Value {
            reason: Ungeneratable::Schema(SchemaError::Unsatisfiable { .. }),
            ..
        }) => return Ok(()),
        Err(error) => return Err(format!("no request: {error}")),
    };
    let sent = &call.request;
    let Route::Operation { index, path } = router.find(&sent.method, &sent.path, &sent.query)
    else {
        return Err(format!("leads nowhere: {sent:?}"));
    };
    let found = &document.spec.operations[index];
    if found.pointer != operation.pointer {
        return Err(format!("leads to {} {}: {sent:?}", found.method, found.path));
    }
    let taken = contract.decode(sent, &path).map_err(|refusal| format!("{refusal:?}"))?;
    says(operation, &call.values, &taken)
}

/// Tells whether what was decoded is what was meant, besides defaults.
fn says(operation: &Operation, meant: &Decoded, taken: &Decoded) -> Result<(), String> {
    for location in Location::ALL {
        for (name, value) in meant.part(location) {
            if taken.part(location).get(name) != Some(value) {
                let read = taken.part(location).get(name);
                return Err(format!("{name}: {value} is read as {read:?}"));
            }
        }
    }
    // What the schema does not declare is not kept.
    let is_kept = meant.body.is_some() == taken.body.is_some();
    if is_kept { Ok(()) } else { Err(format!("the body of {} is lost", operation.id)) }
}
