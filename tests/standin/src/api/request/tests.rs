use super::*;

fn batch(body: &str) -> Result<Vec<Product>, Refusal> {
    Question::read(Endpoint::Batch, body.as_bytes()).items
}

fn of_many(count: usize) -> Result<usize, Refusal> {
    let item = |n| format!(r#"{{"item_id": "{n}", "description": "mug"}}"#);
    let items: Vec<String> = (0..count).map(item).collect();
    batch(&format!(r#"{{"items": [{}]}}"#, items.join(","))).map(|items| items.len())
}

#[test]
fn a_batch_holds_one_to_two_hundred_items() {
    assert_eq!(of_many(0), Err(Refusal::NoItems));
    assert_eq!(of_many(1), Ok(1));
    assert_eq!(of_many(200), Ok(200));
    assert_eq!(of_many(201), Err(Refusal::TooManyItems(201)));
}

#[test]
fn the_country_may_be_null_or_absent() {
    let body = r#"{"items": [
        {"item_id": "a", "description": "mug"},
        {"item_id": "b", "description": "mug", "country_of_origin": null}]}"#;
    let countries =
        |items: Vec<Product>| items.into_iter().map(|item| item.country_of_origin).collect();
    assert_eq!(batch(body).map(countries), Ok(vec![None, None]));
}

#[test]
fn the_item_at_fault_is_named_and_the_others_still_listed() {
    let body = br#"{"items": [{"item_id": "a", "description": "mug"}, {"item_id": "b"}]}"#;
    let question = Question::read(Endpoint::Batch, body);
    assert_eq!(question.item_ids, ["a", "b"]);
    let problem = "`description` is missing or empty".to_owned();
    assert_eq!(question.items, Err(Refusal::BadItem { index: 1, problem }));
}

#[test]
fn an_id_stands_for_one_item_only() {
    let body = r#"{"items": [
        {"item_id": "a", "description": "mug"}, {"item_id": "a", "description": "tea"}]}"#;
    let item_id = "a".to_owned();
    assert_eq!(batch(body), Err(Refusal::DuplicateItem { index: 1, item_id }));
}
