//! What the queue carries beside a body.

use pipeline::scene::{Scene, catalog, start};
use serde_json::json;

use crate::Figure;

/// `envelope_overhead_bytes`, and the same as a share of a long body.
pub async fn measure() -> Vec<Figure> {
    let (short, long) = (overhead(512).await, overhead(64 * 1024).await);
    let how = |body: usize, overhead: usize| {
        format!("a JSON body of {body} bytes becomes a message of {} bytes", body + overhead)
    };
    #[expect(clippy::cast_precision_loss, reason = "some thousand bytes")]
    let share = long.1 as f64 / long.0 as f64;
    #[expect(clippy::cast_precision_loss, reason = "some hundred bytes")]
    let bytes = short.1 as f64;
    vec![
        Figure::new("envelope_overhead_bytes", bytes, 400.0, how(short.0, short.1)),
        Figure::new("envelope_overhead_64k", share, 0.1, how(long.0, long.1)),
    ]
}

/// How long a body of about so many bytes is, and how much longer its message.
async fn overhead(bytes: usize) -> (usize, usize) {
    let scene = Scene::new().await;
    let event = catalog(&[("SKU-1", "Ceramic mug")], start());
    let padding = bytes.saturating_sub(event.to_string().len());
    // Quotation marks are what JSON in JSON would have to escape.
    let note = "a \"quoted\" word ".repeat(padding / 18);
    let body = json!({"type": event.get("type"), "timestamp": event.get("timestamp"),
        "data": event.get("data"), "note": note})
    .to_string();
    scene.door.answer(scene.request("catalog", "msg_1", body.as_bytes())).await;
    let message = scene.outbox.sent().first().map_or(0, |sealed| sealed.json().len());
    (body.len(), message.saturating_sub(body.len()))
}
