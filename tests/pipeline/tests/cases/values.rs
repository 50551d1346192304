//! Values that are there and say nothing, and ids as they are written.

use crate::stage::{classified, play, row, stage};

#[tokio::test]
async fn an_optional_value_that_is_empty_is_absent() {
    let scene = stage().await;
    let body = include_bytes!("bodies/b10a-empty-country.json");
    assert!(play(&scene, "case-json", body).await.is_empty());
    assert_eq!(row(&scene, "B10A").country_of_origin, None);
}

#[tokio::test]
async fn an_optional_value_that_php_writes_as_an_empty_list_is_absent() {
    let scene = stage().await;
    let body = include_bytes!("bodies/b10b-php-empty-array.json");
    assert!(play(&scene, "case-json", body).await.is_empty());
    assert_eq!(row(&scene, "B10B").country_of_origin, None);
    assert_eq!(row(&scene, "B10B-2").country_of_origin.as_deref(), Some("PT"));
}

#[tokio::test]
async fn an_id_with_a_blank_at_its_end_is_one_item_by_json_and_by_xml() {
    let scene = stage().await;
    play(&scene, "case-json", include_bytes!("bodies/b18a-sku-space.json")).await;
    play(&scene, "case-xml", include_bytes!("bodies/b18b-sku-space.xml")).await;
    let items: Vec<_> = scene.answers.rows().into_iter().map(|row| row.item).collect();
    assert!(!items.is_empty() && items.iter().all(|item| *item == items[0]), "{items:?}");
}

#[tokio::test]
async fn inch_marks_and_backslashes_of_an_id_are_kept() {
    let scene = stage().await;
    let body = include_bytes!("bodies/b19-inch-mark.json");
    assert!(play(&scene, "case-json", body).await.is_empty());
    assert_eq!(classified(&scene), [r#"1-1/2" x 6" \ PEACH"#]);
}
