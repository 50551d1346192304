//! A panic fails what panicked, and nothing beside it.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;

/// What panicked, by the name of its step. The panic's own message is not kept: it may quote a
/// body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panicked(pub &'static str);

/// Runs one step of one record or one call by itself. Nothing that a panicking step has touched
/// is used again, so unwinding through it is safe.
pub(crate) async fn isolate<T>(
    step: &'static str,
    work: impl Future<Output = T>,
) -> Result<T, Panicked> {
    AssertUnwindSafe(work).catch_unwind().await.map_err(|_| {
        tracing::error!(step, "panic");
        Panicked(step)
    })
}
