use std::collections::HashSet;

use serde_json::{Value, json};

use super::*;

fn classify(description: &str, country: Option<&str>) -> Classification {
    let catalogue = Catalogue::load().unwrap();
    catalogue.classify(description, country).unwrap()
}

fn duty(description: &str, country: Option<&str>) -> Value {
    serde_json::to_value(classify(description, country).duty).unwrap()
}

fn part_codes(description: &str) -> Vec<String> {
    let parts = classify(description, None).components;
    parts.into_iter().map(|part| part.hts_code).collect()
}

#[test]
fn every_code_of_the_table_has_ten_digits_and_every_name_one_meaning() {
    let catalogue = Catalogue::load().unwrap();
    let mut names = HashSet::new();
    for good in catalogue.goods.iter().chain(&catalogue.baskets) {
        let lengths: Vec<usize> = good.hts_code.split('.').map(str::len).collect();
        assert_eq!(lengths, [4, 2, 2, 2], "{}", good.hts_code);
        for name in &good.words {
            assert!(names.insert(format!("{name:?}")), "{name:?} twice");
        }
    }
}

#[test]
fn the_most_exact_name_decides() {
    assert_eq!(classify("Cotton tee, size M", None).hts_code, "6109.10.00.12");
    assert_eq!(classify("loose tea", None).hts_code, "0902.30.00.15");
    assert_eq!(classify("loose green tea", None).hts_code, "0902.10.10.15");
}

#[test]
fn the_same_unknown_thing_always_lands_in_the_same_basket() {
    let thing = classify("Frobnicator, 3-pronged", Some("DE"));
    assert_eq!(thing, classify("frobnicators 3 pronged", Some("DE")));
    assert!(thing.confidence < 0.9);
    assert_eq!(thing.components, []);
}

#[test]
fn goods_from_china_bear_section_301_and_the_surcharge() {
    assert_eq!(
        duty("t-shirt", Some("cn")),
        json!({
            "general": "16.5%",
            "special": "Free (AU,BH,CL,CO,IL,JO,KR,MA,OM,P,PA,PE,S,SG)",
            "section_301": "7.5%",
            "section_232": null,
            "section_122": "10%",
            "chapter_99": ["9903.88.15", "9903.03.01"],
            "total": "34%",
        })
    );
}

#[test]
fn goods_from_elsewhere_bear_the_surcharge_only_where_it_applies() {
    assert_eq!(duty("t-shirt", Some("VN"))["total"], "26.5%");
    assert_eq!(duty("t-shirt", Some("MX"))["total"], "16.5%");
    assert_eq!(duty("t-shirt", None)["chapter_99"], json!([]));
    assert_eq!(duty("smartphone", Some("CA"))["total"], "Free");
}

#[test]
fn metal_bears_section_232_in_place_of_the_surcharge() {
    let bolts = duty("Hex bolts M8", Some("DE"));
    assert_eq!(bolts["section_232"], "50%");
    assert_eq!(bolts["section_122"], Value::Null);
    assert_eq!(bolts["total"], "58.5%");
    let foil = duty("aluminum foil", None);
    assert_eq!(foil["chapter_99"], json!(["9903.85.02"]));
}

#[test]
fn composite_goods_list_each_part_once() {
    assert_eq!(
        part_codes("Gift set: ceramic mug, green tea and chocolate"),
        ["6912.00.44.00", "0902.10.10.15", "1806.32.90.00"]
    );
    assert_eq!(part_codes("ceramic mug"), [""; 0]);
}

#[test]
fn a_composite_has_at_least_two_parts_though_none_be_known() {
    assert_eq!(part_codes("kit of frobnicators").len(), 2);
    assert_eq!(part_codes("soap gift box").len(), 2);
    assert_eq!(part_codes("soap gift box").first().unwrap(), "3401.11.50.00");
}
