//! The CDK construct's parameters are the template's.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeSet;

use infra::{Template, read};
use regex::Regex;

#[test]
fn the_construct_has_a_property_for_every_parameter_and_no_other() {
    let source = read("infra/cdk/lib/parameters.ts");
    let (_, interface) = source.split_once("interface TidewaiterParameters {").expect("it");
    let (interface, _) = interface.split_once("\n}").expect("its end");
    let property = Regex::new(r"readonly (\w)(\w+)\?:").expect("a pattern");
    let properties: BTreeSet<String> = property
        .captures_iter(interface)
        .map(|found| format!("{}{}", found[1].to_uppercase(), &found[2]))
        .collect();
    let template = Template::own();
    let parameters = template.section("Parameters").into_keys().map(str::to_owned).collect();
    assert_eq!(properties, parameters);
}

#[test]
fn the_lock_names_no_registry() {
    let lock = read("infra/cdk/package-lock.json");
    assert!(!lock.contains("\"resolved\""), "keep omit-lockfile-registry-resolved in .npmrc");
}
