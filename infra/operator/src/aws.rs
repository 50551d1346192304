//! Clients for the stack's tables and queues.

use std::time::Duration;

use aws_config::{Region, SdkConfig};
use aws_sdk_sqs::config::Credentials;
use cloud::Patience;

use crate::stack::Stack;

/// A person waits: longer than a function would, with a few tries.
const PATIENCE: Patience =
    Patience { attempt: Duration::from_secs(10), operation: Duration::from_secs(40), attempts: 4 };

/// A local stack takes any credentials, so it gets none that are worth anything; the cloud's come
/// from the environment.
pub(crate) async fn config(stack: &Stack) -> SdkConfig {
    let mut loader = cloud::loader(PATIENCE);
    if let Some(region) = &stack.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(endpoint) = &stack.endpoint_url {
        let anyone = Credentials::new("test", "test", None, None, "local stack");
        loader = loader.endpoint_url(endpoint).credentials_provider(anyone);
    }
    loader.load().await
}
