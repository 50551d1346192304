//! What can be looked up.

use standin::{Behaviour, Nonsense, Outcome, Rule, StatusCode};

use crate::client::{Bench, json_of};

const MUG: &str = "/objects/products/P-1";
const BATCH: &str = "/openapi/v1/tariff/batch/b-1";

#[tokio::test]
async fn what_was_put_is_found_byte_for_byte_until_it_is_deleted() {
    let bench = Bench::new().await;
    for path in [MUG, BATCH, "/objects/products/a%2Fb%20c"] {
        let body = r#"{"z": 1,  "a":2}"#;
        assert_eq!(bench.put(path).body(body).send().await.unwrap().status(), 204);
        let found = bench.get(path).header("x-api-key", "k").send().await.unwrap();
        assert_eq!(found.status(), 200);
        assert_eq!(found.text().await.unwrap(), body);
        assert_eq!(bench.delete(path).send().await.unwrap().status(), 204);
        let gone = bench.get(path).header("x-api-key", "k").send().await.unwrap();
        assert_eq!(
            (gone.status().as_u16(), json_of(gone).await["error"]["status"].as_u64()),
            (404, Some(404))
        );
    }
}

#[tokio::test]
async fn a_look_up_is_listed_as_a_get_and_never_paid() {
    let bench = Bench::new().await;
    bench.standin.keep(MUG, "{}");
    let asked = bench.get(MUG).header("authorization", "Bearer test-key").send().await.unwrap();
    assert_eq!(asked.status(), 200);
    let call = bench.only_call();
    assert_eq!((call.method.as_str(), call.path.as_str(), call.paid), ("GET", MUG, false));
    assert_eq!((call.item_ids, call.outcome), (vec!["P-1".to_owned()], Outcome::Answered));
}

#[tokio::test]
async fn a_look_up_needs_a_key() {
    let bench = Bench::new().await;
    assert_eq!(bench.get(MUG).send().await.unwrap().status(), 401);
    assert_eq!(bench.only_call().outcome, Outcome::Refused);
}

#[tokio::test]
async fn rules_are_for_look_ups_too() {
    let bench = Bench::with_rules([
        Rule::too_many("7").once(),
        Rule::status(StatusCode::BAD_GATEWAY).when_item("P-1").once(),
        Rule::nonsense(Nonsense::Truncated).once(),
        Rule::new(Behaviour::Trickle(0)).once(),
        Rule::new(Behaviour::Close),
    ])
    .await;
    bench.standin.keep(MUG, r#"{"a":1}"#);
    let get = || bench.get(MUG).header("x-api-key", "k").send();
    let limited = get().await.unwrap();
    assert_eq!(
        (limited.status().as_u16(), &limited.headers()["retry-after"]),
        (429, &"7".parse().unwrap())
    );
    assert_eq!(get().await.unwrap().status(), 502);
    assert_eq!(get().await.unwrap().text().await.unwrap(), r#"{"a"#);
    assert_eq!(get().await.unwrap().text().await.unwrap(), r#"{"a":1}"#);
    assert!(get().await.unwrap_err().is_request());
}
