//! Stacks for walks that go as deep as a document's references do.

/// How much a thread may use that reads documents: schemas may refer to each other in chains of thousands, and memory that is not used costs nothing.
pub(crate) const STACK: usize = 64 << 20;

/// Runs a function on a stack of its own.
pub(crate) fn deep<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        match thread.expect("the system gives a thread").join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
