//! DynamoDB behind TLS: every request goes on to a stand-in, which is asked what it would charge.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;

use super::Tally;

/// What writes are counted under, in thousandths of a unit.
pub const WRITES: &str = "write units";
/// The same of reads.
pub const READS: &str = "read units";

/// What refused conditions are counted under.
pub const CONDITIONS: &str = "refused conditions";
/// Those among them of a budget's row.
pub const BUDGET_CONDITIONS: &str = "refused conditions of a budget";
/// The writes of a budget's row, refused ones too.
pub const BUDGET_WRITES: &str = "writes of a budget";

/// A refused write is charged as the smallest one.
const REFUSED: u64 = 1_000;

struct Tables {
    endpoint: String,
    client: reqwest::Client,
    tally: Arc<Tally>,
}

/// Tables that are kept at this endpoint.
pub fn router(endpoint: &str, tally: Arc<Tally>) -> Result<Router> {
    // Whoever has installed one before is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().build()?;
    let tables = Tables { endpoint: endpoint.to_owned(), client, tally };
    Ok(Router::new().route("/", post(pass_on)).with_state(Arc::new(tables)))
}

async fn pass_on(State(tables): State<Arc<Tables>>, headers: HeaderMap, body: Bytes) -> Response {
    match tables.ask(&headers, &body).await {
        Ok(response) => response,
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response(),
    }
}

impl Tables {
    async fn ask(&self, headers: &HeaderMap, body: &[u8]) -> Result<Response> {
        let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
        let target = target.unwrap_or_default();
        let mut request: Value = serde_json::from_slice(body)?;
        if let Some(request) = request.as_object_mut() {
            request.insert("ReturnConsumedCapacity".to_owned(), "TOTAL".into());
        }
        let asked = self.client.post(&self.endpoint).header("x-amz-target", target);
        let asked = ["authorization", "x-amz-date"].iter().fold(asked, |asked, name| {
            headers.get(*name).into_iter().fold(asked, |asked, value| asked.header(*name, value))
        });
        let asked = asked.header(header::CONTENT_TYPE, "application/x-amz-json-1.0");
        let answered = asked.body(request.to_string()).send().await?;
        let (status, answer) = (answered.status(), answered.bytes().await?);
        self.count(target, &request, &answer);
        Ok((status, [(header::CONTENT_TYPE, "application/x-amz-json-1.0")], answer).into_response())
    }

    fn count(&self, target: &str, request: &Value, answer: &[u8]) {
        let action = target.rsplit('.').next().unwrap_or("unnamed");
        let is_write = !["GetItem", "Query", "Scan", "BatchGetItem"].contains(&action);
        let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
        self.tally.add(action);
        let of_budget = is_write && request.to_string().contains("\"budget:");
        if of_budget {
            self.tally.add(BUDGET_WRITES);
        }
        if is_refused(&answer) {
            self.tally.add(CONDITIONS);
            self.tally.add_many(WRITES, REFUSED);
            self.tally.add_many(BUDGET_CONDITIONS, u64::from(of_budget));
        } else {
            self.tally.add_many(if is_write { WRITES } else { READS }, thousandths(&answer));
        }
    }
}

fn is_refused(answer: &Value) -> bool {
    let kind = answer.get("__type").and_then(Value::as_str).unwrap_or_default();
    kind.ends_with("ConditionalCheckFailedException")
}

/// What an answer says was consumed: of one table, or of several.
fn thousandths(answer: &Value) -> u64 {
    let consumed = answer.get("ConsumedCapacity").unwrap_or(&Value::Null);
    let each = consumed.as_array().map_or(std::slice::from_ref(consumed), Vec::as_slice);
    let units = each.iter().filter_map(|one| one.get("CapacityUnits")?.as_f64());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few units")]
    let sum = (units.sum::<f64>() * 1e3).round() as u64;
    sum
}
