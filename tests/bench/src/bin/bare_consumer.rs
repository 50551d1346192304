//! The least that a Rust function can do with a batch of events: what the consumer asks of AWS and
//! of the API, and nothing else.
//!
//! It is what the consumer's start is measured against: the same runtime, the same SDK with the same
//! features, the same TLS, the same profile, the same calls; no plan, no logs, no settings.

use aws_config::BehaviorVersion;
use aws_lambda_events::event::sqs::SqsEvent;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use futures::future::try_join_all;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

/// How many sources of `infra/sources.toml` may have told of the state of an item before.
const OTHER_SOURCES: usize = 4;

/// What it talks to.
struct Links {
    tables: Client,
    secrets: aws_sdk_secretsmanager::Client,
    api: reqwest::Client,
    url: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let aws = aws_config::defaults(BehaviorVersion::latest()).http_client(https).load().await;
    // Whoever has installed one before is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let links = Links {
        tables: Client::new(&aws),
        secrets: aws_sdk_secretsmanager::Client::new(&aws),
        api: reqwest::Client::builder().build()?,
        url: url()?,
    };
    lambda_runtime::run(service_fn(|event| batch(&links, event))).await
}

#[expect(clippy::disallowed_methods, reason = "it has no settings of its own")]
fn url() -> Result<String, Error> {
    Ok(std::env::var("CLASSIFIER_URL")?)
}

/// Claims, reads, asks in one call, records, and ends the claims.
async fn batch(links: &Links, event: LambdaEvent<SqsEvent>) -> Result<Value, Error> {
    let events: Vec<String> =
        event.payload.records.into_iter().filter_map(|record| record.message_id).collect();
    try_join_all(events.iter().map(|event| put(links, "ledger", event))).await?;
    get(links, "holds").await?;
    try_join_all(events.iter().map(|event| read(links, event))).await?;
    let key = links.secrets.get_secret_value().secret_id("tidewaiter/classifier").send().await?;
    get(links, "budget").await?;
    ask(links, &events, key.secret_string().unwrap_or_default()).await?;
    try_join_all(events.iter().map(|event| put(links, "classifications", event))).await?;
    try_join_all(events.iter().map(|event| put(links, "ledger", event))).await?;
    Ok(json!({"batchItemFailures": []}))
}

async fn put(links: &Links, table: &str, key: &str) -> Result<(), Error> {
    let put = links.tables.put_item().table_name(table);
    let put = put.item("event", AttributeValue::S(key.to_owned()));
    put.condition_expression("attribute_not_exists(event)").send().await?;
    Ok(())
}

async fn get(links: &Links, key: &str) -> Result<(), Error> {
    let get = links.tables.get_item().table_name("ledger").consistent_read(true);
    get.key("event", AttributeValue::S(key.to_owned())).send().await?;
    Ok(())
}

/// What is on record of one item: two lists, and a row for each of the other sources that date their
/// changes. The benchmark compares the counts.
async fn read(links: &Links, item: &str) -> Result<(), Error> {
    query(links, item).await?;
    query(links, item).await?;
    for _source in 0..OTHER_SOURCES {
        get(links, item).await?;
    }
    Ok(())
}

async fn query(links: &Links, item: &str) -> Result<(), Error> {
    let query = links.tables.query().table_name("classifications").consistent_read(true);
    let query = query.key_condition_expression("item = :item");
    let item = AttributeValue::S(item.to_owned());
    query.expression_attribute_values(":item", item).limit(1).send().await?;
    Ok(())
}

async fn ask(links: &Links, events: &[String], key: &str) -> Result<(), Error> {
    let item = |id: &String| json!({"item_id": id, "description": format!("Ceramic mug {id}")});
    let items: Vec<Value> = events.iter().map(item).collect();
    let url = format!("{}/openapi/v1/tariff/batch", links.url);
    let asked = links.api.post(url).header("X-Api-Key", key).json(&json!({"items": items}));
    let _answer: Value = asked.send().await?.error_for_status()?.json().await?;
    Ok(())
}
