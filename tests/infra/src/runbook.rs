//! The sections of the runbook.

use std::collections::BTreeMap;

/// The sections on alarms, by the anchor that a link names.
pub fn alarm_sections() -> BTreeMap<String, String> {
    let text = crate::repository::read("infra/README.md");
    let sections = text.split("\n## ").skip(1);
    let sections = sections.filter_map(|section| section.split_once('\n'));
    let alarms = sections.filter(|(heading, _)| heading.starts_with("Alarm: "));
    alarms.map(|(heading, body)| (slug(heading), body.to_owned())).collect()
}

/// The anchor that a heading gets, as GitHub and others make it.
pub fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|char| char.is_alphanumeric() || " -_".contains(*char));
    kept.map(|char| if char == ' ' { '-' } else { char }).collect()
}
