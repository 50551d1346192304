//! What a consumer leaves in the queue, and is handed over again.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use aws_lambda_events::event::sqs::SqsBatchResponse;

/// How often a message is received at most: on a busy machine a table may answer too late.
const RECEIVES: usize = 5;

/// The ids of the messages that a consumer's answer leaves in the queue.
pub fn left(answer: &[u8]) -> Result<BTreeSet<String>> {
    let answer: SqsBatchResponse =
        serde_json::from_slice(answer).context("no answer of a batch")?;
    let failures = answer.batch_item_failures.into_iter();
    Ok(failures.map(|failure| failure.item_identifier).collect())
}

/// Hands a batch over, and what comes back of it again, as the queue does, until nothing does. How
/// many messages came back in all.
pub async fn until_none<M>(
    batch: Vec<M>,
    mut hand: impl AsyncFnMut(Vec<M>) -> Result<Vec<M>>,
) -> Result<usize> {
    let (mut back, mut all) = (batch, 0);
    for _ in 0..RECEIVES {
        if back.is_empty() {
            break;
        }
        back = hand(back).await?;
        all += back.len();
    }
    ensure!(back.is_empty(), "{} messages came back {RECEIVES} times", back.len());
    Ok(all)
}
