//! What the ledger says of dead letters.

use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use ledger::{DynamoLedger, Row, Unavailable};

use crate::dlq::letter::DeadLetter;
use crate::dlq::message::Peeked;

/// Messages looked up at once.
const AT_ONCE: usize = 8;

/// Each message with its reason, in their order.
pub(crate) async fn reasons(
    messages: Vec<Peeked>,
    ledger: &DynamoLedger,
    now: Timestamp,
) -> Result<Vec<DeadLetter>, Unavailable> {
    stream::iter(messages)
        .map(|message| reason(message, ledger, now))
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

async fn reason(
    message: Peeked,
    ledger: &DynamoLedger,
    now: Timestamp,
) -> Result<DeadLetter, Unavailable> {
    let row = first_known(ledger, &message.keys, now).await?;
    Ok(DeadLetter::of(message, row, now))
}

async fn first_known(
    ledger: &DynamoLedger,
    keys: &[String],
    now: Timestamp,
) -> Result<Option<Row>, Unavailable> {
    for key in keys {
        if let Some(row) = ledger.look_up(key, now).await? {
            return Ok(Some(row));
        }
    }
    Ok(None)
}
