//! The consumer's memory: the largest batches that the mapping may hand over.

use anyhow::{Result, ensure};
use pipeline::scene::start;
use serde_json::json;

use crate::process::Surroundings;
use crate::usage::peak_rss_mib;
use crate::{Figure, Lab};

/// The most records of one batch: Lambda hands over 6 MB, and a sealed event of one item has 1 KB
/// there.
pub const RECORDS: usize = 6_000;

/// MiB: half of what the template gives the consumer.
const MOST_MIB: f64 = 128.0;

/// Stored bodies of one batch, and the bytes of each.
pub const STORED: usize = 200;
const STORED_BYTES: usize = 1_500_000;

/// MiB: all of what the template gives the consumer.
const ALL_MIB: f64 = 256.0;

/// The sources as they are deployed by default.
const SOURCES: &str = include_str!("../../../infra/sources.toml");

/// A source whose bodies may be longer than what the queue carries.
const LONG: &str = r#"
[api.classifier]
base_url = "https://api.classifier.example"
key = "secretsmanager:tidewaiter/classifier"

[source.catalog]
scheme = "standard-webhooks"
tenant = "acme"
secrets = ["secretsmanager:tidewaiter/catalog"]
types = { "product.created" = "classify" }
version = { time = "$.timestamp" }
api = "classifier"
body_limit_kib = 2048
"#;

/// `consumer_rss_mib_6mb`, `consumer_rss_mib_stored`.
pub async fn measure(lab: &Lab) -> Result<Vec<Figure>> {
    let full = peak(lab, RECORDS).await?;
    let how = format!(
        "VmHWM of the real consumer after one batch of {RECORDS} single-item events, {:.1} MB as \
         Lambda hands them over, in {} calls of the API; all of them recorded",
        full.megabytes, full.calls
    );
    let stored = stored(lab, STORED).await?;
    let of_stored = format!(
        "the same after one batch of {STORED} events whose bodies of 1.5 MB wait in the bucket, in \
         {} calls of the API; all of them recorded",
        stored.calls
    );
    Ok(vec![
        Figure::new("consumer_rss_mib_6mb", full.mib, MOST_MIB, how),
        Figure::new("consumer_rss_mib_stored", stored.mib, ALL_MIB, of_stored),
    ])
}

/// What one batch came to.
#[derive(Clone, Copy, Debug)]
pub struct Peak {
    /// The most memory that was ever resident.
    pub mib: f64,
    /// The event's own size.
    pub megabytes: f64,
    /// Calls of the API.
    pub calls: usize,
}

/// Hands one batch of so many events to the real consumer, and sees all of them recorded.
pub async fn peak(lab: &Lab, records: usize) -> Result<Peak> {
    let surroundings = Surroundings::of(lab, "consumer", SOURCES).await?;
    surroundings.messages(records).await;
    of_batch(&surroundings, records).await
}

/// The same for so many events whose bodies are stored.
pub async fn stored(lab: &Lab, records: usize) -> Result<Peak> {
    let surroundings = Surroundings::of(lab, "consumer-stored", LONG).await?;
    for number in 0..records {
        let (id, body) = (format!("msg_{number}"), long(number));
        let request = surroundings.scene.request("catalog", &id, body.as_bytes());
        let answer = surroundings.scene.door.answer(request).await;
        ensure!(matches!(answer, ingress::Answer::Accepted { .. }), "{answer:?}");
    }
    let kept = surroundings.scene.bodies.objects().len();
    ensure!(kept == records, "{kept} of {records} bodies are stored");
    of_batch(&surroundings, records).await
}

async fn of_batch(surroundings: &Surroundings, records: usize) -> Result<Peak> {
    let mut function = surroundings.start().await?;
    let bytes = surroundings.hand(&mut function, &surroundings.sealed()).await?;
    let recorded = surroundings.recorded().await?;
    ensure!(recorded == records, "{recorded} of {records} are recorded");
    let calls = surroundings.scene.standin.calls().len();
    Ok(Peak { mib: peak_rss_mib(function.pid())?, megabytes: megabytes(bytes), calls })
}

/// An event of one item, and of much that nobody asks for: many small values, which cost a parser
/// the most.
fn long(number: usize) -> String {
    let value = |place: usize| json!({"name": format!("attribute {place}"), "value": place});
    let one = value(100_000).to_string().len() + 1;
    let attributes: Vec<_> = (100_000..100_000 + STORED_BYTES / one).map(value).collect();
    let item = json!({
        "item_id": format!("SKU-{number}"), "description": format!("Ceramic mug {number}"),
    });
    let data = json!({"items": [item], "attributes": attributes});
    json!({"type": "product.created", "timestamp": start(), "data": data}).to_string()
}

#[expect(clippy::cast_precision_loss, reason = "a size, to be read by people")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
