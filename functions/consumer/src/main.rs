//! The worker: claim, classify, record, acknowledge.

use std::sync::Arc;

use bodies::S3Bodies;
use budget::{DynamoBudget, DynamoSpend};
use classifications::{DynamoAnswers, DynamoIndex};
use classifier::HttpClassifier;
use consumer::{Aws, Config, Consumer, Links, SqsInbox, lambda};
use holds::DynamoHolds;
use lambda_runtime::{Error, service_fn};
use ledger::DynamoLedger;
use mimalloc::MiMalloc;
use objects::HttpObjects;
use secrets::AwsStore;
use sequences::DynamoOrders;
use settings::{ProcessEnv, Settings};
use telemetry::Metrics;

/// Faster than glibc's: the README of the functions says by how much.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let config = Config::read(&ProcessEnv)?;
    telemetry::init(&config.log_level);
    let metrics = Metrics::init(config.metrics_namespace.clone());
    let mut settings = Settings::parse(&std::fs::read_to_string(&config.sources)?)?;
    if let Some(url) = &config.classifier_url {
        settings.redirect_apis(url);
    }
    if let Some(url) = &config.objects_url {
        settings.redirect_objects(url);
    }
    let consumer = Arc::new(Consumer::new(settings, links(&config)?));
    let handle = |event| metrics.during(lambda::handle(Arc::clone(&consumer), event));
    lambda_runtime::run(service_fn(handle)).await
}

fn links(config: &Config) -> Result<Links<Aws>, Error> {
    cloud::keep_a_timer(consumer::PATIENCE.attempt);
    let aws = cloud::config(consumer::PATIENCE);
    let dynamo = aws_sdk_dynamodb::Client::new(&aws);
    Ok(Links {
        ledger: DynamoLedger::new(dynamo.clone(), config.ledger_table.clone()),
        answers: DynamoAnswers::new(dynamo.clone(), config.classifications_table.clone()),
        index: DynamoIndex::new(dynamo.clone(), config.ledger_table.clone()),
        orders: DynamoOrders::new(
            dynamo.clone(),
            config.ledger_table.clone(),
            config.classifications_table.clone(),
        ),
        api: HttpClassifier::new()?,
        objects: HttpObjects::new()?,
        budget: DynamoBudget::new(dynamo.clone(), config.ledger_table.clone()),
        spend: DynamoSpend::new(dynamo.clone(), config.ledger_table.clone()),
        holds: DynamoHolds::new(dynamo.clone(), config.ledger_table.clone()),
        inbox: SqsInbox::new(aws_sdk_sqs::Client::new(&aws), config.queue_url.clone()),
        secrets: AwsStore::new(aws_sdk_secretsmanager::Client::new(&aws)),
        bodies: S3Bodies::new(move || aws_sdk_s3::Client::new(&aws), config.bodies_bucket.clone()),
    })
}
