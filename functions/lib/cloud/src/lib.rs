//! One way to open an AWS client: TLS on ring, every call with a timeout, few retries.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient, http_client_fn};

/// How long a call may take, and how often it is tried.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// One attempt, the connection included.
    pub attempt: Duration,
    /// All attempts and the waits between them.
    pub operation: Duration,
    /// Attempts in all.
    pub attempts: u32,
}

/// The configuration that every client of this process shares: one connection pool, one set of
/// credentials. Endpoint and region come from the environment (`AWS_ENDPOINT_URL`, `AWS_REGION`).
pub async fn config(patience: Patience) -> SdkConfig {
    loader(patience).load().await
}

/// The same before it is loaded, for the operator's command, which may be told another endpoint.
pub fn loader(patience: Patience) -> ConfigLoader {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(patience.attempt)
        .operation_attempt_timeout(patience.attempt)
        .operation_timeout(patience.operation)
        .build();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http_client())
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(patience.attempts))
}

/// The connections under every client: TLS by rustls on ring, trusting what the system trusts
/// (`SSL_CERT_FILE`, `SSL_CERT_DIR`).
///
/// Each client of the SDK has its HTTP client checked when it is built, and an HTTPS client's idea
/// of that is to parse every certificate, once per client, for a connector that is thrown away.
/// Behind a function there is nothing to check, and the first call builds the one they all share.
pub fn http_client() -> SharedHttpClient {
    let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    http_client_fn(move |settings, components| https.http_connector(settings, components))
}
