//! One way to open an AWS client: TLS on ring, every call with a timeout, few retries.

mod environment;
mod timer;
mod trust;

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext};
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient, http_client_fn};

pub use timer::keep_a_timer;
pub use trust::AWS_ROOTS;

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
/// credentials. Credentials, region and endpoints come from the environment, as Lambda sets it.
pub fn config(patience: Patience) -> SdkConfig {
    environment::configuration()
        .http_client(http_client())
        .stalled_stream_protection(unmeasured())
        .timeout_config(timeouts(patience))
        .retry_config(retries(patience))
        .build()
}

/// The same before it is loaded, for the operator's command, which may be told another endpoint,
/// and which trusts whatever the operator's own machine trusts, and finds credentials wherever it
/// keeps them.
pub fn loader(patience: Patience) -> ConfigLoader {
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(connections(TlsContext::default()))
        .stalled_stream_protection(unmeasured())
        .timeout_config(timeouts(patience))
        .retry_config(retries(patience))
}

fn timeouts(patience: Patience) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(patience.attempt)
        .operation_attempt_timeout(patience.attempt)
        .operation_timeout(patience.operation)
        .build()
}

fn retries(patience: Patience) -> RetryConfig {
    RetryConfig::standard().with_max_attempts(patience.attempts)
}

/// An attempt that hardly goes on ends with its timeout: nobody need measure how fast it is.
fn unmeasured() -> StalledStreamProtectionConfig {
    StalledStreamProtectionConfig::disabled()
}

/// The connections under every client of a function: TLS by rustls on ring, trusting
/// [`AWS_ROOTS`], or what `SSL_CERT_FILE` and `SSL_CERT_DIR` say where they are set.
pub fn http_client() -> SharedHttpClient {
    connections(trust::functions())
}

/// Each client of the SDK has its HTTP client checked when it is built, and an HTTPS client's idea
/// of that is to parse every certificate, once per client, for a connector that is thrown away.
/// Behind a function there is nothing to check, and the first call builds the one they all share.
fn connections(trust: TlsContext) -> SharedHttpClient {
    let tls = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    let https = tls.tls_context(trust).build_https();
    http_client_fn(move |settings, components| https.http_connector(settings, components))
}
