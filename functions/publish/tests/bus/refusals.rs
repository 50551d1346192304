//! What the bus does not take.

use publish::{MAX_BYTES, MAX_ENTRIES};
use serde_json::json;

use crate::double::{DoubleBus, Trouble, handle, record, row, written};

fn batch(count: usize) -> Vec<serde_json::Value> {
    (0..count).map(|number| written(&format!("{number:03}"), &format!("sku-{number:03}"))).collect()
}

#[tokio::test]
async fn a_batch_goes_out_in_order_as_many_at_once_as_the_bus_takes() {
    let bus = DoubleBus::default();
    assert_eq!(handle(&bus, batch(25)).await, Ok(None));
    let sizes: Vec<usize> = bus.requests.lock().expect("no panic").iter().map(Vec::len).collect();
    assert_eq!(sizes, [MAX_ENTRIES, MAX_ENTRIES, 5]);
    let expected: Vec<String> = (0..25).map(|number| format!("sku-{number:03}")).collect();
    assert_eq!(bus.items(), expected);
}

#[tokio::test]
async fn long_details_share_a_request_only_while_they_fit_it() {
    let bus = DoubleBus::default();
    let long = "x".repeat(MAX_BYTES / 2);
    let records = ["a", "b", "c"].map(|item| {
        let mut row = row(item);
        row["duty"] = json!({"S": long});
        record(item, "INSERT", &row)
    });
    assert_eq!(handle(&bus, records.into()).await, Ok(None));
    assert_eq!(bus.items(), ["a", "b", "c"]);
    assert_eq!(bus.requests.lock().expect("no panic").len(), 3);
}

#[tokio::test]
async fn the_first_refused_change_and_all_after_it_come_again() {
    let bus = DoubleBus::with("sku-012", Trouble::Entry("InternalFailure"));
    assert_eq!(handle(&bus, batch(25)).await, Ok(Some("012".to_owned())));
    let items = bus.items();
    assert!(items.contains(&"sku-011".to_owned()), "{items:?}");
    let later = items.iter().filter(|item| item.as_str() >= "sku-020");
    assert_eq!(later.count(), 0, "nothing of later requests overtakes it: {items:?}");
}

#[tokio::test]
async fn a_bus_that_does_not_answer_has_its_whole_request_come_again() {
    let bus = DoubleBus::with("sku-012", Trouble::Request);
    assert_eq!(handle(&bus, batch(25)).await, Ok(Some("010".to_owned())));
    assert_eq!(bus.items().len(), 10);
}

#[tokio::test]
async fn brought_again_a_change_is_the_same_event() {
    let [first, second] = [DoubleBus::default(), DoubleBus::default()];
    assert_eq!(handle(&first, batch(1)).await, Ok(None));
    assert_eq!(handle(&second, batch(1)).await, Ok(None));
    assert_eq!(first.published(), second.published());
}

#[tokio::test]
async fn a_refused_record_without_a_place_has_the_whole_batch_come_again() {
    let bus = DoubleBus::with("sku-000", Trouble::Entry("ThrottlingException"));
    let mut records = batch(1);
    records[0]["dynamodb"].as_object_mut().expect("an object").remove("SequenceNumber");
    let error = handle(&bus, records).await.expect_err("no place to begin at");
    assert!(error.contains("SequenceNumber"), "{error}");
}
