use serde_json::json;

use super::*;

fn read(text: &str, prefixed: &[&str]) -> Result<Value, XmlProblem> {
    let prefixed = prefixed.iter().copied().collect();
    parse(text, &prefixed).map(|xml| xml.root).map_err(|error| error.problem)
}

#[test]
fn elements_are_lists_attributes_and_text() {
    let text = r#"<?xml version="1.0"?><order id="7"><!-- x --><line>a &amp; b</line>
        <line n="2"><sku>K&#233;</sku> more </line><line n="3"/><none/></order>"#;
    let expected = json!({"order": [{
        "@id": "7",
        "line": [
            "a & b",
            {"@n": "2", "sku": ["Ké"], "#text": "more"},
            {"@n": "3", "#text": ""},
        ],
        "none": [""],
    }]});
    assert_eq!(read(text, &[]), Ok(expected));
}

#[test]
fn elements_stand_under_their_local_names_once() {
    let text = "<s:env><line>a</line><o:line>b</o:line><s:body><o:line/></s:body></s:env>";
    let expected = json!({"env": [{"line": ["a", "b"], "body": [{"line": [""]}]}]});
    assert_eq!(read(text, &[]), Ok(expected));
    let expected = json!({"env": [{"line": ["a"], "o:line": ["b"], "body": [{"o:line": [""]}]}]});
    assert_eq!(read(text, &["o:line", "x:env"]), Ok(expected), "what is asked for by its prefix");
}

#[test]
fn whether_there_is_a_prefix_is_known() {
    let has_prefixes = |text| parse(text, &BTreeSet::new()).expect("XML").has_prefixes;
    assert!(has_prefixes("<a><b:c/></a>"));
    assert!(!has_prefixes("<a xmlns:b='u' b:d='1'>c:d</a>"), "of elements only");
}

#[test]
fn a_document_type_that_only_names_where_it_is_is_passed_over() {
    let public = r#"<!DOCTYPE a PUBLIC "-//x//[y]//EN" 'http://x/[a].dtd'><a>b</a>"#;
    for text in ["<!DOCTYPE a><a>b</a>", r#"<!DOCTYPE a SYSTEM "a.dtd"><a>b</a>"#, public] {
        assert_eq!(read(text, &[]), Ok(json!({"a": ["b"]})), "{text}");
    }
    for subset in ["<!DOCTYPE a []><a/>", r#"<!DOCTYPE a SYSTEM "x" [<!ENTITY b "c">]><a/>"#] {
        assert_eq!(read(subset, &[]), Err(XmlProblem::InternalSubset), "{subset}");
    }
}

#[test]
fn nothing_is_expanded_but_what_xml_itself_knows() {
    assert_eq!(read("<a>&lt;&#x41;&#66;</a>", &[]), Ok(json!({"a": ["<AB"]})));
    for text in ["<a>&eacute;</a>", "<a b='&x;'/>", "<!DOCTYPE a SYSTEM 'x'><a>&x;</a>"] {
        assert_eq!(read(text, &[]), Err(XmlProblem::Entity), "{text}");
    }
    for text in ["<a>&#xD800;</a>", "<a>&#;</a>", "<a>b & c</a>", "<a b='c & d'/>"] {
        assert_eq!(read(text, &[]), Err(XmlProblem::Reference), "{text}");
    }
}

#[test]
fn what_is_not_whole_is_told_apart() {
    let deep = "<a>".repeat(200);
    for (text, expected) in [
        ("<a>", XmlProblem::CutOff),
        ("<!-- nothing -->", XmlProblem::CutOff),
        ("<a></b>", XmlProblem::EndTag),
        ("</a>", XmlProblem::EndTag),
        ("<a/><b/>", XmlProblem::BesideRoot),
        ("<a/>text", XmlProblem::BesideRoot),
        ("<a b=c/>", XmlProblem::Attribute),
        ("<a b='1' b='2'/>", XmlProblem::Attribute),
        ("<a", XmlProblem::Syntax),
        (&deep, XmlProblem::TooDeep),
    ] {
        assert_eq!(read(text, &[]), Err(expected), "{text}");
    }
}

#[test]
fn a_problem_has_its_place() {
    let refused = parse("<a>\n  <b></c></a>", &BTreeSet::new()).expect_err("an end tag");
    assert_eq!(refused.place.line, 2);
}
