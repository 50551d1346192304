//! The event of API Gateway, through the door's handler.

use std::sync::{Arc, LazyLock};

use ingress::{Door, Links};
use lambda_runtime::{Context, LambdaEvent};
use tokio::runtime::{Builder, Runtime};

use crate::body::SOURCES;
use crate::doubles::{Nowhere, Vault};

/// What Lambda would hand over is answered, and as HTTP knows answers.
pub fn event(bytes: &[u8]) {
    let Ok(payload) = serde_json::from_slice(bytes) else { return };
    let event = LambdaEvent::new(payload, Context::default());
    let Ok(answer) = RUNTIME.block_on(ingress::lambda::handle(Arc::clone(&DOOR), event)) else {
        return;
    };
    assert!(STATUSES.contains(&answer.status_code), "{}", answer.status_code);
}

/// Every status that a source of these may answer.
const STATUSES: [i64; 9] = [200, 202, 400, 401, 403, 404, 405, 413, 503];

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

static DOOR: LazyLock<Arc<Door<Nowhere, Vault, Nowhere>>> = LazyLock::new(|| {
    let links = Links { outbox: Nowhere, secrets: Vault, bodies: Nowhere };
    Arc::new(Door::new(SOURCES.sources.clone(), links))
});
