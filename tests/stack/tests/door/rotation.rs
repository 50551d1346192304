//! A secret is rotated under way, and no sender notices.

use futures::{StreamExt, stream};
use stack::{Stack, now, unique};

use crate::ping;

const SOURCE: &str = "rotated";
const AT_ONCE: usize = 8;

/// What the source's secret is now.
async fn current(stack: &Stack) -> String {
    let read = stack.vault.get_secret_value().secret_id(format!("tidewaiter/{SOURCE}"));
    read.send().await.expect("the secret").secret_string.expect("text")
}

async fn rotate(stack: &Stack, secret: &str) {
    let put = stack.vault.put_secret_value().secret_id(format!("tidewaiter/{SOURCE}"));
    put.secret_string(secret).send().await.expect("the store takes it");
}

/// Posts this often, each delivery signed with one secret after the other.
async fn post(stack: &Stack, times: usize, secrets: &[&str]) {
    let one = |secret: String| async move {
        let body = ping().to_string();
        let delivery = stack.signed(SOURCE, &secret, ("", body.as_bytes(), now()));
        stack.accepted(delivery).await;
    };
    let secrets = secrets.iter().cycle().take(times).map(|secret| (*secret).to_owned());
    stream::iter(secrets).for_each_concurrent(AT_ONCE, one).await;
}

#[tokio::test]
async fn a_rotation_refuses_no_delivery_signed_with_the_old_secret_or_the_new_one() {
    let stack = Stack::open().await;
    let (old, new) = (current(&stack).await, unique("the-new-secret"));
    post(&stack, 32, &[&old]).await;
    futures::future::join(post(&stack, 64, &[&old]), rotate(&stack, &new)).await;
    post(&stack, 128, &[&new, &old]).await;
}
