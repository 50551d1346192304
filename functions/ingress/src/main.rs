//! The door: verify, seal, queue, answer 202.

use std::sync::Arc;

use bodies::S3Bodies;
use ingress::{Config, Door, Links, SqsOutbox, lambda};
use lambda_runtime::{Error, service_fn};
use mimalloc::MiMalloc;
use secrets::AwsStore;
use settings::{ProcessEnv, Settings};
use telemetry::Metrics;

/// Faster than glibc's: the README of the functions says by how much.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

type AwsDoor = Door<SqsOutbox, AwsStore, S3Bodies>;

/// One thread: a function of this size has less than one core.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let config = Config::read(&ProcessEnv)?;
    telemetry::init(&config.log_level);
    let metrics = Metrics::init(config.metrics_namespace.clone());
    let settings = Settings::parse(&std::fs::read_to_string(&config.sources)?)?;
    let door = Arc::new(open(settings, &config).await);
    let handle = |event| async {
        let answer = lambda::handle(Arc::clone(&door), event).await;
        metrics.flush();
        answer
    };
    lambda_runtime::run(service_fn(handle)).await
}

/// A door with its connections made and its secrets at hand.
async fn open(settings: Settings, config: &Config) -> AwsDoor {
    cloud::keep_a_timer(ingress::PATIENCE.attempt);
    let aws = cloud::config(ingress::PATIENCE);
    let outbox = SqsOutbox::new(aws_sdk_sqs::Client::new(&aws), config.queue_url.clone());
    let links = Links {
        outbox: outbox.clone(),
        secrets: AwsStore::new(aws_sdk_secretsmanager::Client::new(&aws)),
        bodies: S3Bodies::new(move || aws_sdk_s3::Client::new(&aws), config.bodies_bucket.clone()),
    };
    let door = Door::new(settings.sources, links);
    tokio::join!(outbox.connect(), door.warm_up(lambda::now()));
    door
}
