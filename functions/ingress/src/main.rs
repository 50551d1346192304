//! The door: verify, seal, queue, answer 202.

use std::sync::Arc;

use ingress::{Config, Door, SqsOutbox, lambda};
use lambda_runtime::{Error, service_fn};
use secrets::{AwsStore, Keyring};
use settings::{ProcessEnv, Settings};

/// One thread: a function of this size has less than one core.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let config = Config::read(&ProcessEnv)?;
    telemetry::init(&config.log_level);
    let settings = Settings::parse(&std::fs::read_to_string(&config.sources)?)?;
    let door = Arc::new(open(settings, &config).await);
    door.warm_up(lambda::now()).await;
    lambda_runtime::run(service_fn(move |event| lambda::handle(Arc::clone(&door), event))).await
}

async fn open(settings: Settings, config: &Config) -> Door<SqsOutbox, AwsStore> {
    let aws = cloud::config(ingress::PATIENCE).await;
    let keyring = Keyring::new(AwsStore::new(aws_sdk_secretsmanager::Client::new(&aws)));
    let outbox = SqsOutbox::new(aws_sdk_sqs::Client::new(&aws), config.queue_url.clone());
    Door::new(settings.sources, keyring, outbox)
}
