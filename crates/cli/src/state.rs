//! `counterpart state`.

use counterpart_generate::Seed;
use counterpart_state::Program;

use crate::arguments::StateOptions;
use crate::documents::Named;
use crate::output::print;
use crate::{Exit, render};

/// Prints what the document is taken to remember where it does not say.
pub(crate) fn run(options: &StateOptions) -> Exit {
    let loaded = match Named::from(options.document.clone()).load(&options.load) {
        Ok(loaded) => loaded,
        Err(refusal) => {
            render::diagnostic(&refusal);
            return Exit::Document;
        }
    };
    let (program, _) = Program::compile(loaded.spec, Seed(1));
    match print(&program.inference().to_overlay(program.spec())) {
        Ok(_) => Exit::Clean,
        Err(exit) => exit,
    }
}
