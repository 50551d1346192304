//! How AWS is reached: as an operator's own tools reach it, or a local stack in its place.

use std::time::Duration;

use aws_config::{ConfigLoader, Region, SdkConfig};
use aws_sdk_sqs::config::Credentials;
use cloud::Patience;

use crate::options::Options;
use crate::stack::Stack;

/// A person waits: longer than a function would, with a few tries.
const PATIENCE: Patience =
    Patience { attempt: Duration::from_secs(10), operation: Duration::from_secs(40), attempts: 4 };

/// AWS, by the usual chain: the profile and region asked for, else what the environment, the AWS
/// configuration (keys, SSO, a role, a program that gives keys) or this machine says.
pub(crate) async fn of_person(options: &Options) -> SdkConfig {
    person(options).load().await
}

fn person(options: &Options) -> ConfigLoader {
    let mut loader = cloud::loader(PATIENCE);
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &options.region {
        loader = loader.region(Region::new(region.clone()));
    }
    loader
}

/// What a stack's own parts are reached by. A local stack takes any credentials, so it gets none
/// that are worth anything.
pub(crate) async fn of_stack(stack: &Stack, options: &Options) -> SdkConfig {
    let mut loader = person(options);
    if let Some(region) = &stack.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(endpoint) = &stack.endpoint_url {
        let anyone = Credentials::new("test", "test", None, None, "local stack");
        loader = loader.endpoint_url(endpoint).credentials_provider(anyone);
    }
    loader.load().await
}
