//! Reconcile: what no webhook brought, from each feed to the queue.

use aws_sdk_dynamodb::Client;
use bodies::S3Bodies;
use budget::DynamoBudget;
use cursors::DynamoCursors;
use lambda_runtime::{Error, service_fn};
use reconcile::{
    Aws, Config, DynamoGaps, DynamoKnown, HttpFeeds, Links, PATIENCE, Reconcile, SqsOutbox, lambda,
};
use secrets::AwsStore;
use settings::{ProcessEnv, Settings};
use telemetry::Metrics;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let config = Config::read(&ProcessEnv)?;
    telemetry::init(&config.log_level);
    let metrics = Metrics::init(config.metrics_namespace.clone());
    let mut settings = Settings::parse(&std::fs::read_to_string(&config.sources)?)?;
    if let Some(url) = &config.feeds_url {
        settings.redirect_feeds(url);
    }
    let reconcile: Reconcile<Aws> = Reconcile::new(settings, links(&config)?);
    let handle = |event| metrics.during(lambda::handle(&reconcile, event));
    lambda_runtime::run(service_fn(handle)).await
}

fn links(config: &Config) -> Result<Links<Aws>, Error> {
    let aws = cloud::config(PATIENCE);
    let dynamo = Client::new(&aws);
    let table = || config.ledger_table.clone();
    Ok(Links {
        cursors: DynamoCursors::new(dynamo.clone(), table()),
        feeds: HttpFeeds::new()?,
        budget: DynamoBudget::new(dynamo.clone(), table()),
        gaps: DynamoGaps::new(dynamo.clone(), table()),
        known: DynamoKnown::new(dynamo.clone(), table()),
        outbox: SqsOutbox::new(aws_sdk_sqs::Client::new(&aws), config.queue_url.clone()),
        secrets: AwsStore::new(aws_sdk_secretsmanager::Client::new(&aws)),
        bodies: S3Bodies::new(move || aws_sdk_s3::Client::new(&aws), config.bodies_bucket.clone()),
    })
}
