//! SQS events, as the consumer opens them.

use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use bytes::Bytes;
use envelope::{Body, Envelope, Receipt, Sealing, Unopened, open, read};
use webhook::{Delivery, Unsigned, sign, verify};

use crate::files::{key, names, parsed, source};

fn messages(name: &str) -> Vec<SqsMessage> {
    parsed::<SqsEvent>(&format!("consumer/{name}.json")).records
}

fn text(message: &SqsMessage) -> &str {
    message.body.as_deref().expect("a body")
}

fn envelopes(name: &str) -> Vec<Result<Envelope, Unopened>> {
    messages(name).iter().map(|message| open(text(message))).collect()
}

fn keys(name: &str) -> Vec<String> {
    envelopes(name).iter().flatten().map(Envelope::key).collect()
}

fn all() -> Vec<SqsMessage> {
    let names = names("consumer");
    names.iter().flat_map(|name| messages(name.trim_end_matches(".json"))).collect()
}

/// What the door would have put into the queue for this body.
fn sealed(envelope: &Envelope) -> String {
    let source = source(envelope.source.as_str());
    let key = key(&source);
    let body = envelope.body.bytes().expect("a readable body");
    let (now, id) = (envelope.received_at.as_second(), envelope.event_id.as_str());
    let unsigned = Unsigned { body: &body, id, url: "", timestamp: now };
    let headers = sign(&source.scheme, &unsigned, &key).into_iter();
    let headers = headers.map(|(name, value)| (name, value.parse().expect("a header"))).collect();
    let delivery = Delivery::post(&headers, Bytes::from(body), "");
    let verified = verify(&source.scheme, delivery, &[key], now).expect("rightly signed");
    let receipt = Receipt {
        received_at: envelope.received_at,
        request_id: envelope.request_id.clone(),
        trace: envelope.trace.clone(),
        labels: envelope.labels.clone(),
    };
    match read(verified, &source, envelope.received_at)
        .and_then(|read| read.seal(&source, receipt))
        .expect("well formed")
    {
        Sealing::Sealed(sealed) => sealed.json().to_owned(),
        Sealing::TooLong(unstored) => panic!("too long: {}", unstored.key()),
    }
}

#[test]
fn every_envelope_is_what_the_door_would_have_sealed() {
    for message in all() {
        if let Ok(envelope) = open(text(&message)) {
            assert_eq!(text(&message), sealed(&envelope), "{:?}", message.message_id);
        }
    }
}

#[test]
fn every_message_is_as_sqs_hands_it_over() {
    for message in all() {
        let id = message.message_id.clone().expect("an id");
        let md5 = format!("{:x}", md5::compute(text(&message)));
        assert_eq!(message.md5_of_body.as_deref(), Some(md5.as_str()), "{id}");
        assert!(message.receipt_handle.is_some(), "{id}");
        for name in ["ApproximateReceiveCount", "SentTimestamp", "ApproximateFirstReceiveTimestamp"]
        {
            assert!(message.attributes[name].parse::<i64>().is_ok(), "{id}: {name}");
        }
    }
}

#[test]
fn the_attributes_say_what_the_envelope_says() {
    for message in all() {
        let Ok(envelope) = open(text(&message)) else { continue };
        let attribute = |name: &str| message.message_attributes[name].string_value.clone();
        assert_eq!(attribute("source").as_deref(), Some(envelope.source.as_str()));
        assert_eq!(attribute("event_type"), Some(envelope.event_type.clone()));
        assert_eq!(attribute("request_id"), Some(envelope.request_id.clone()));
        assert_eq!(message.attributes["MessageGroupId"], envelope.tenant.as_str());
    }
}

#[test]
fn every_batch_is_what_its_name_says() {
    assert_eq!(
        names("consumer"),
        ["duplicate.json", "good.json", "mixed-batch.json", "poison-among-good.json"]
    );
    assert_eq!(keys("good").len(), 1);
    assert_eq!(keys("duplicate"), ["erp#acme#4711-000123", "erp#acme#4711-000123"]);
    let poisoned: Vec<_> = envelopes("poison-among-good").iter().map(Result::is_ok).collect();
    assert_eq!(poisoned, [true, true, false, true]);
}

#[test]
fn the_mixed_batch_mixes_sources_tenants_types_and_bodies() {
    let envelopes: Vec<_> =
        envelopes("mixed-batch").into_iter().map(|it| it.expect("good")).collect();
    let of = |field: fn(&Envelope) -> String| {
        let mut values: Vec<_> = envelopes.iter().map(field).collect();
        values.sort();
        values.dedup();
        values
    };
    assert_eq!(of(|it| it.source.to_string()), ["catalog", "erp", "storefront", "warehouse"]);
    assert_eq!(of(|it| it.tenant.to_string()), ["acme", "acme-east", "globex"]);
    let types = of(|it| it.event_type.clone());
    assert!(
        types.contains(&"ping".to_owned()) && types.contains(&"article.price-changed".to_owned())
    );
    assert!(envelopes.iter().all(|it| matches!(it.body, Body::Utf8(_))), "text is sent as text");
}

#[test]
fn no_two_messages_share_an_id() {
    for name in names("consumer") {
        let messages = messages(name.trim_end_matches(".json"));
        let mut ids: Vec<_> = messages.into_iter().map(|message| message.message_id).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}");
    }
}
