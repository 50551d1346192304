//! What is compared, and under which settings.

use crate::Launch;

/// One Standard Webhooks source, as a first user deploys it.
pub const DEPLOYED: &str = r#"
[api.classifier]
base_url = "https://api.classifier.example"
key = "secretsmanager:tidewaiter/classifier"

[source.catalog]
scheme = "standard-webhooks"
tenant = "acme"
secrets = ["secretsmanager:tidewaiter/catalog"]
"#;

/// The two that are compared.
pub struct Contest {
    /// The door.
    pub ingress: Launch,
    /// What only sends.
    pub bare: Launch,
}
