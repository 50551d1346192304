//! A call whose answer was lost, made again at once.
//!
//! Each write of the ledger is told apart by its token, its phase and the calls it notes. So a
//! second attempt either does what the first one did not, or finds the first one's row and knows
//! it. Without it, a claim whose answer was lost would look abandoned, and count as a death.

use crate::unavailable::Unavailable;

/// How often a call is made at most. Nothing waits between: the table's client has done so.
pub(crate) const ATTEMPTS: usize = 3;

/// Makes a call, and makes it again while its outcome is unknown.
pub(crate) async fn again<V, F>(call: impl Fn() -> F) -> Result<V, Unavailable>
where
    F: Future<Output = Result<V, Unavailable>>,
{
    let mut answer = call().await;
    for _attempt in 1..ATTEMPTS {
        if answer.is_ok() {
            break;
        }
        answer = call().await;
    }
    answer
}
