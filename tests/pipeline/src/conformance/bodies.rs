//! The promises of [`BodyStore`]: S3 reads what was written before it, and what is gone is gone.

use bodies::{BodyStore, NotFetched};
use bytes::Bytes;

/// Runs every check, each under keys of its own that begin with `prefix`.
pub async fn suite<S: BodyStore>(store: S, prefix: &str) {
    let bench = Bench { store, prefix: prefix.to_owned() };
    bench.what_nobody_put_is_gone().await;
    bench.a_body_comes_back_byte_for_byte().await;
    bench.the_last_of_two_bodies_stands().await;
    bench.keys_are_compared_to_the_letter().await;
    bench.a_body_that_is_renewed_is_the_same().await;
    bench.what_is_gone_is_not_renewed().await;
}

struct Bench<S> {
    store: S,
    prefix: String,
}

/// Longer than a message of SQS may be, and no text.
fn long() -> Bytes {
    (0..1_200_000_u32).flat_map(|number| number.to_le_bytes().into_iter().take(1)).collect()
}

impl<S: BodyStore> Bench<S> {
    fn key(&self, name: &str) -> String {
        format!("{}/{name}", self.prefix)
    }

    async fn put(&self, name: &str, body: Bytes) {
        self.store.put(&self.key(name), body).await.expect("a store that answers");
    }

    async fn get(&self, name: &str) -> Result<Bytes, NotFetched> {
        self.store.get(&self.key(name)).await
    }

    async fn renew(&self, name: &str) {
        self.store.renew(&self.key(name)).await.expect("a store that answers");
    }

    async fn what_nobody_put_is_gone(&self) {
        assert_eq!(self.get("never").await, Err(NotFetched::Gone));
    }

    async fn a_body_comes_back_byte_for_byte(&self) {
        for (name, body) in [("empty", Bytes::new()), ("short", "{}\n".into()), ("long", long())] {
            self.put(name, body.clone()).await;
            let found = self.get(name).await.expect("a body");
            assert!(found == body, "{name}: {} of {} bytes", found.len(), body.len());
        }
    }

    async fn the_last_of_two_bodies_stands(&self) {
        for body in ["first", "second"] {
            self.put("twice", body.into()).await;
            assert_eq!(self.get("twice").await, Ok(body.into()));
        }
    }

    async fn keys_are_compared_to_the_letter(&self) {
        let names =
            ["erp/2026-03-01/0a", "erp/2026-03-01/0A", "Erp/2026-03-01/0a", "erp/2026-03-01/0"];
        for name in names {
            self.put(name, name.into()).await;
        }
        for name in names {
            self.renew(name).await;
            assert_eq!(self.get(name).await, Ok(name.into()));
        }
    }

    async fn a_body_that_is_renewed_is_the_same(&self) {
        self.put("renewed", "{}".into()).await;
        for _ in 0..2 {
            self.renew("renewed").await;
            assert_eq!(self.get("renewed").await, Ok("{}".into()));
        }
    }

    async fn what_is_gone_is_not_renewed(&self) {
        self.renew("gone").await;
        assert_eq!(self.get("gone").await, Err(NotFetched::Gone));
    }
}
