//! A client and a stand-in to try it on.

use std::sync::Once;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, RequestBuilder, Response};
use serde_json::{Value, json};
use standin::{Call, Control, Rule, Standin};

pub const BATCH: &str = "/openapi/v1/tariff/batch";
pub const SINGLE: &str = "/openapi/v1/tariff";

/// A stand-in of this test's own, and a client of it.
pub struct Bench {
    pub standin: Standin,
    client: Client,
}

impl Bench {
    pub async fn new() -> Self {
        Self::with(Control::default()).await
    }

    pub async fn with(control: Control) -> Self {
        let standin = Standin::start("127.0.0.1:0").await.unwrap();
        standin.set(control);
        Self { standin, client: builder().build().unwrap() }
    }

    pub async fn with_rules(rules: impl IntoIterator<Item = Rule>) -> Self {
        let rules = rules.into_iter().collect();
        Self::with(Control { rules, ..Control::default() }).await
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.standin.url()))
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.standin.url()))
    }

    pub fn put(&self, path: &str) -> RequestBuilder {
        self.client.put(format!("{}{path}", self.standin.url()))
    }

    pub fn delete(&self, path: &str) -> RequestBuilder {
        self.client.delete(format!("{}{path}", self.standin.url()))
    }

    /// A good batch call for these items.
    pub fn batch(&self, ids: &[&str]) -> RequestBuilder {
        self.post(BATCH)
            .header("x-api-key", "test-key")
            .header("x-request-id", "req-1")
            .json(&json!({"items": ids.iter().map(|id| mug(id)).collect::<Vec<_>>()}))
    }

    /// A good call for one item.
    pub fn single(&self, id: &str) -> RequestBuilder {
        self.post(SINGLE)
            .header("x-api-key", "test-key")
            .header("x-request-id", "req-1")
            .json(&mug(id))
    }

    pub async fn status(&self, ids: &[&str]) -> u16 {
        self.batch(ids).send().await.unwrap().status().as_u16()
    }

    /// The one call there was.
    pub fn only_call(&self) -> Call {
        let calls = self.standin.calls();
        assert_eq!(calls.len(), 1, "{calls:?}");
        calls.into_iter().next().unwrap()
    }
}

pub fn mug(id: &str) -> Value {
    json!({"item_id": id, "description": "ceramic mug", "country_of_origin": "CN"})
}

pub async fn json_of(response: Response) -> Value {
    response.json().await.unwrap()
}

/// Long enough for an answer on this machine, short enough to wait for when none will come.
pub const PATIENCE: Duration = Duration::from_millis(500);

fn builder() -> ClientBuilder {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().unwrap();
    });
    Client::builder()
}
