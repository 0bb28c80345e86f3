//! Stacks for walks that go as deep as a document's references do.

/// How much a thread may use that reads documents: schemas may refer to each other in chains of thousands, and memory that is not used costs nothing.
pub const STACK: usize = 64 << 20;

/// Runs a function on each of some stacks of their own, at the same time; a panic there is one here.
///
/// # Panics
/// The system gives no thread.
pub fn deep<T: Send>(stacks: usize, run: impl Fn() -> T + Send + Sync) -> Vec<T> {
    let run = &run;
    std::thread::scope(|scope| {
        let spawn = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        let threads: Vec<_> = (0..stacks).map(spawn).collect();
        let done = threads.into_iter().map(|thread| {
            let ended = thread.expect("the system gives a thread").join();
            ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        done.collect()
    })
}
