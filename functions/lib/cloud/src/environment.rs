//! What a function's environment says of AWS: the variables that Lambda sets, and nothing else.
//!
//! `aws_config`'s own loader also looks for profiles, files and the other places where a machine may
//! keep credentials. A function has none of them, and each program would link what reads them: a
//! twelfth of the door's package.

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_types::sdk_config::{Builder, SharedCredentialsProvider};
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

/// A configuration with region, credentials and endpoints, as the AWS SDKs name their variables
/// ([settings](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)):
/// `AWS_REGION`, `AWS_ACCESS_KEY_ID` and its kin, `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_SQS` and
/// its like, `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`.
pub(crate) fn configuration() -> Builder {
    let credentials = EnvironmentVariableCredentialsProvider::new();
    let mut configuration = SdkConfig::builder();
    configuration
        .set_region(region().map(Region::new))
        .set_use_fips(switch("AWS_USE_FIPS_ENDPOINT"))
        .set_use_dual_stack(switch("AWS_USE_DUALSTACK_ENDPOINT"));
    configuration
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .service_config(Services)
}

/// The region that the clients ask.
pub(crate) fn region() -> Option<String> {
    variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"))
}

/// What a client asks for by itself, such as its endpoint: its own variable first, then everybody's.
#[derive(Debug)]
struct Services;

impl LoadServiceConfig for Services {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        variable(&name_for(key.env(), key.service_id())).or_else(|| variable(key.env()))
    }
}

/// `AWS_ENDPOINT_URL_SECRETS_MANAGER` for `AWS_ENDPOINT_URL` and `Secrets Manager`.
fn name_for(variable: &str, service: &str) -> String {
    format!("{variable}_{}", service.to_uppercase().replace([' ', '-'], "_"))
}

fn switch(name: &str) -> Option<bool> {
    variable(name).map(|value| value.eq_ignore_ascii_case("true"))
}

/// A variable that is set to something.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?.into_string().ok()?;
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that the AWS SDKs document
    /// ([service-specific endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html)).
    #[test]
    fn a_services_own_variable_is_named_as_aws_documents_it() {
        for (service, name) in [
            ("SQS", "AWS_ENDPOINT_URL_SQS"),
            ("DynamoDB", "AWS_ENDPOINT_URL_DYNAMODB"),
            ("Secrets Manager", "AWS_ENDPOINT_URL_SECRETS_MANAGER"),
            ("EventBridge", "AWS_ENDPOINT_URL_EVENTBRIDGE"),
            ("S3", "AWS_ENDPOINT_URL_S3"),
        ] {
            assert_eq!(name_for("AWS_ENDPOINT_URL", service), name);
        }
    }
}
