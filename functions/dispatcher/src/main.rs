//! The dispatcher: what waited, back to the queue.

use aws_sdk_dynamodb::Client;
use budget::DynamoBudget;
use dispatcher::{Aws, Config, Dispatcher, DynamoLanes, Links, PATIENCE, SqsOutbox, lambda};
use holds::DynamoHolds;
use lambda_runtime::{Error, service_fn};
use ledger::DynamoLedger;
use settings::{ProcessEnv, Settings};
use telemetry::Metrics;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let config = Config::read(&ProcessEnv)?;
    telemetry::init(&config.log_level);
    let metrics = Metrics::init(config.metrics_namespace.clone());
    let settings = Settings::parse(&std::fs::read_to_string(&config.sources)?)?;
    let dispatcher: Dispatcher<Aws> = Dispatcher::new(&settings, links(&config));
    let handle = |event| metrics.during(lambda::handle(&dispatcher, event));
    lambda_runtime::run(service_fn(handle)).await
}

fn links(config: &Config) -> Links<Aws> {
    let aws = cloud::config(PATIENCE);
    let dynamo = Client::new(&aws);
    let table = || config.ledger_table.clone();
    Links {
        waiting: DynamoLedger::new(dynamo.clone(), table()),
        budget: DynamoBudget::new(dynamo.clone(), table()),
        holds: DynamoHolds::new(dynamo.clone(), table()),
        lanes: DynamoLanes::new(dynamo.clone(), table()),
        outbox: SqsOutbox::new(aws_sdk_sqs::Client::new(&aws), config.queue_url.clone()),
    }
}
