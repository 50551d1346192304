//! What a door answers through API Gateway.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What matters here of an answer to API Gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// Its status.
    pub status_code: u16,
    /// Its headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}
