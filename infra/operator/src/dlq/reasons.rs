//! What the ledger says of dead letters.

use envelope::open;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use ledger::{DynamoLedger, Row};

use crate::dlq::keys::keys;
use crate::dlq::letter::DeadLetter;
use crate::dlq::queue::Peeked;

/// Messages looked up at once.
const AT_ONCE: usize = 8;

/// Each message with its reason, in their order.
pub(crate) async fn reasons(
    messages: Vec<Peeked>,
    ledger: &DynamoLedger,
    now: Timestamp,
) -> anyhow::Result<Vec<DeadLetter>> {
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
) -> anyhow::Result<DeadLetter> {
    let opened = open(&message.body);
    let row = first_known(ledger, keys(&opened, &message.body), now).await?;
    Ok(DeadLetter::of(message, opened, row))
}

async fn first_known(
    ledger: &DynamoLedger,
    keys: Vec<String>,
    now: Timestamp,
) -> anyhow::Result<Option<Row>> {
    for key in keys {
        if let Some(row) = ledger.look_up(&key, now).await? {
            return Ok(Some(row));
        }
    }
    Ok(None)
}
