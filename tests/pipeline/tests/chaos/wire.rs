//! The way to the oracle's provider that chaos takes, and the real client over HTTP, hear the same.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use classifier::{Call, CallError, Classifier, HttpClassifier, Key, Outage, Question};
use oracle::{Provider, Reply, Request};
use pipeline::chaos::ChaosApi;
use pipeline::scene::start;

/// Long enough for an answer of this machine, short enough to be waited for where none comes.
const PATIENCE: Duration = Duration::from_millis(500);

/// What a batch has as deployed, by a clock that is paused.
const DEPLOYED: Duration = Duration::from_mins(6);

/// Calls, each with its faults by chance: enough for every fault to occur.
const CALLS: usize = 250;

type Shared = Arc<Mutex<Provider>>;

#[tokio::test]
async fn what_chaos_hears_without_a_network_the_real_client_hears_over_one() {
    let near = Arc::new(Mutex::new(Provider::new(3)));
    let url = serve(Arc::new(Mutex::new(Provider::new(3)))).await;
    let (double, real) = (ChaosApi::begin(near), HttpClassifier::new().expect("a client"));
    let mut faults = 0;
    for number in 0..CALLS {
        let questions = questions(number);
        let request_id = format!("request-{number}");
        let heard = real.classify(call(&url, &request_id, &questions, PATIENCE)).await;
        tokio::time::pause();
        let mut expected = double
            .classify(call("https://classifier.example", &request_id, &questions, DEPLOYED))
            .await;
        tokio::time::resume();
        faults += usize::from(expected.is_err());
        if expected == Err(CallError::Unavailable(Outage::NoConnection)) {
            // A server that listens can only break one.
            expected = Err(CallError::Unavailable(Outage::Broken));
        }
        assert_eq!(heard, expected, "call {number}");
    }
    assert!(faults > CALLS / 20, "{faults}");
}

fn call<'a>(
    base_url: &'a str,
    request_id: &'a str,
    questions: &'a [Question],
    timeout: Duration,
) -> Call<'a> {
    let (key_header, key, traceparent) = ("x-api-key", Key("key"), "");
    let (retryable, now) = (&[], start());
    Call {
        path: None,
        base_url,
        key_header,
        key,
        request_id,
        traceparent,
        questions,
        retryable,
        timeout,
        now,
    }
}

/// One item or three.
fn questions(number: usize) -> Vec<Question> {
    let items = if number.is_multiple_of(3) { 1 } else { 3 };
    let question = |item| Question {
        item_id: format!("SKU-{item}"),
        description: format!("Mug {number} {item}"),
        country_of_origin: None,
    };
    (0..items).map(question).collect()
}

/// The provider on a port of its own, in no haste but without delay.
async fn serve(provider: Shared) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let app = Router::new().fallback(answer).with_state(provider);
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

async fn answer(
    State(provider): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = std::str::from_utf8(&body).expect("UTF-8");
    let request_id = headers["x-request-id"].to_str().expect("text");
    let request =
        Request { invocation: 0, at: 0, api: "classifier", path: uri.path(), request_id, body };
    let reply = provider.lock().expect("a lock").call(&request);
    match reply {
        Reply::Answer { status, retry_after, body, .. } => {
            let status = StatusCode::from_u16(status).expect("a status");
            // A date is read against the provider's own clock.
            let date = (header::DATE, "Sun, 01 Mar 2026 12:00:00 GMT");
            let mut response = (status, [date], body).into_response();
            if let Some(said) = retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, said.parse().expect("text"));
            }
            response
        }
        Reply::Unreachable | Reply::Broken(_) => {
            Body::from_stream(futures::stream::iter([Err::<Bytes, _>("broken")])).into_response()
        }
        Reply::Silence => std::future::pending().await,
    }
}
