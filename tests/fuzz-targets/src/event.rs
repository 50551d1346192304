//! The event of API Gateway, through the door's handler.

use std::sync::{Arc, LazyLock};

use http::Uri;
use ingress::{Door, Links};
use lambda_http::request::LambdaRequest;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::body::SOURCES;
use crate::doubles::{Nowhere, Vault};

/// What Lambda would hand over is answered, and as HTTP knows answers.
pub fn event(bytes: &[u8]) {
    let Some(payload) = serde_json::from_slice(bytes).ok().and_then(addressed) else { return };
    let event = LambdaEvent::new(payload, Context::default());
    let Ok(answer) = RUNTIME.block_on(ingress::lambda::handle(Arc::clone(&DOOR), event)) else {
        return;
    };
    let status = answer.get("statusCode").and_then(Value::as_u64).expect("a status");
    assert!(STATUSES.contains(&status), "{status}");
}

/// The event with an address that `lambda_http` takes: it panics on a query that is no URI's, and
/// on a host or a protocol that no gateway writes.
fn addressed(mut payload: LambdaRequest) -> Option<LambdaRequest> {
    if let LambdaRequest::ApiGatewayV2(event) = &mut payload {
        let query = event.raw_query_string.as_deref().unwrap_or_default();
        let path = event.raw_path.as_deref().unwrap_or_default();
        let short = query.len() + path.len() < 10_000; // API Gateway's limit of all headers.
        let taken = Uri::try_from(format!("/?{query}")).is_ok();
        if !(short && taken && path.starts_with('/')) {
            return None;
        }
        event.headers.remove(http::header::HOST);
        event.headers.remove("x-forwarded-proto");
        event.request_context.domain_name = None;
    }
    Some(payload)
}

/// Design §2.
const STATUSES: [u64; 9] = [200, 202, 400, 401, 403, 404, 405, 413, 503];

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

static DOOR: LazyLock<Arc<Door<Nowhere, Vault, Nowhere>>> = LazyLock::new(|| {
    let links = Links { outbox: Nowhere, secrets: Vault, bodies: Nowhere };
    Arc::new(Door::new(SOURCES.sources.clone(), links))
});
