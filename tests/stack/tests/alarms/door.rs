//! Alarms on what the door counts.

use serde_json::json;
use stack::{Stack, unique};

use crate::{Watch, sum};

#[tokio::test]
async fn failed_signatures_set_off_their_alarm() {
    let stack = Stack::open().await;
    let watch = Watch::begin(&stack, "SignatureFailuresAlarm", "ingress", "signature_failed").await;
    for _ in 0..30 {
        let delivery = stack.delivery("catalog", &unique("msg"), &json!({"type": "ping"}));
        let reply =
            stack.post(delivery.with("webhook-signature", "v1,bm90IHRoZSByaWdodCBvbmU=")).await;
        assert_eq!(reply.status, 403, "{reply:?}");
    }
    // Neither a good one counts, nor one that has no signature.
    stack.accepted(stack.delivery("catalog", &unique("msg"), &json!({"type": "ping"}))).await;
    let unsigned = stack.delivery("catalog", &unique("msg"), &json!({"type": "ping"}));
    let reply = stack.post(unsigned.without("webhook-signature")).await;
    assert_eq!(reply.status, 401, "{reply:?}");
    watch.goes_off(|values| (sum(values) - 30.0).abs() < 0.1).await;
}

#[tokio::test]
async fn a_door_that_cannot_look_at_its_secrets_sets_off_its_alarm() {
    let stack = Stack::open().await;
    let watch =
        Watch::begin(&stack, "DoorUnavailableAlarm", "ingress", "deliveries_unavailable").await;
    stack.lower("DoorUnavailableAlarm", 1.0).await;
    let secret = "tidewaiter/keyless";
    let delete = stack.vault.delete_secret().secret_id(secret).force_delete_without_recovery(true);
    delete.send().await.expect("the store takes it");
    let body = json!({"type": "ping"}).to_string();
    let signed = ("", body.as_bytes(), stack::now());
    let reply = stack.post(stack.signed("keyless", "another-secret-entirely", signed)).await;
    assert_eq!(reply.status, 503, "{reply:?}");
    watch.goes_off(|values| sum(values) >= 1.0).await;
    // As it was: an upgrade asks for every secret that a source names.
    let value = stack.file.secrets.get("keyless").expect("its secret");
    let restore = stack.vault.create_secret().name(secret).secret_string(value);
    restore.send().await.expect("the store takes it");
}
