//! One delivery over HTTP, and its answer.

use std::time::Duration;

use anyhow::Context;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, redirect};
use serde::Serialize;
use serde_json::Value;

use crate::request::Request;

/// What API Gateway itself allows an answer to take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The answer to the sender.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What a repeat will be known by, if it was accepted.
    pub event_id: Option<String>,
    /// How the sender may ask about it.
    pub request_id: Option<String>,
    /// All of it: JSON, or text where it is none.
    pub body: Value,
}

/// A client that goes where it is told and nowhere else: no redirects, and no proxy to this
/// machine.
pub(crate) fn client(url: &str) -> anyhow::Result<Client> {
    // Fails only where a provider is installed already, which serves as well.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none());
    let local = url.starts_with("http://127.0.0.1") || url.starts_with("http://localhost");
    let builder = if local { builder.no_proxy() } else { builder };
    builder.build().context("cannot open an HTTP client")
}

/// Posts the request.
pub(crate) async fn post(client: &Client, url: &str, request: &Request) -> anyhow::Result<Answer> {
    let mut post = client.post(url).header(CONTENT_TYPE, request.content_type);
    for (name, value) in request.headers.iter().filter(|(name, _)| name != CONTENT_TYPE) {
        post = post.header(name, value);
    }
    let response = post.body(request.body.clone()).send().await;
    let response = response.context("no answer (`make up` brings the local stack up)")?;
    let status = response.status().as_u16();
    let text = response.text().await.context("the answer broke off")?;
    Ok(Answer::read(status, text))
}

impl Answer {
    fn read(status: u16, text: String) -> Self {
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let field = |name| body.get(name).and_then(Value::as_str).map(str::to_owned);
        Self { status, event_id: field("event_id"), request_id: field("request_id"), body }
    }

    /// What a refusal says in words.
    pub fn detail(&self) -> Option<&str> {
        let field = |name| self.body.get(name).and_then(Value::as_str);
        field("detail").or_else(|| field("title")).or_else(|| field("status"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_acceptance_names_event_and_request() {
        let text = r#"{"status":"accepted","event_id":"e","request_id":"r"}"#;
        let answer = serde_json::to_value(Answer::read(202, text.to_owned())).expect("JSON");
        let body = json!({"status": "accepted", "event_id": "e", "request_id": "r"});
        assert_eq!(
            answer,
            json!({"status": 202, "event_id": "e", "request_id": "r", "body": body})
        );
    }

    #[test]
    fn an_answer_that_is_no_json_is_kept_as_text() {
        let answer = Answer::read(502, "Bad Gateway".to_owned());
        assert_eq!((answer.event_id, answer.body), (None, json!("Bad Gateway")));
    }
}
