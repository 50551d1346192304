//! XML as ERPs write it.

use crate::stage::{classified, play, row, stage};

#[tokio::test]
async fn one_path_serves_an_element_with_or_without_attributes() {
    let scene = stage().await;
    let body = include_bytes!("bodies/b02-xml-optional-attribute.xml");
    assert!(play(&scene, "case-xml", body).await.is_empty());
    assert_eq!(classified(&scene), ["X-2", "X-3"]);
    assert_eq!(row(&scene, "X-3").description.as_deref(), Some("Leather belt"));
}

#[tokio::test]
async fn an_optional_element_that_is_nil_is_absent() {
    let scene = stage().await;
    assert!(play(&scene, "case-xml", include_bytes!("bodies/b03a-xml-nil.xml")).await.is_empty());
    assert_eq!(row(&scene, "X-4").country_of_origin, None);
}

#[tokio::test]
async fn a_document_type_is_passed_over_and_no_entity_read() {
    let scene = stage().await;
    assert!(play(&scene, "case-cxml", include_bytes!("bodies/b04-cxml.xml")).await.is_empty());
    assert_eq!(row(&scene, "C-100").description.as_deref(), Some("Desk lamp, steel"));
}
