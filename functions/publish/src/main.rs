//! From the table of classifications to the bus.

use aws_sdk_eventbridge::Client;
use lambda_runtime::{Error, service_fn};
use publish::{Config, EventBridge, PATIENCE, lambda};
use settings::ProcessEnv;
use telemetry::Metrics;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let config = Config::read(&ProcessEnv)?;
    telemetry::init(&config.log_level);
    let metrics = Metrics::init(config.metrics_namespace);
    let bus = EventBridge::new(Client::new(&cloud::config(PATIENCE)), config.event_bus);
    let handle = |event| metrics.during(lambda::handle(&bus, event));
    lambda_runtime::run(service_fn(handle)).await
}
