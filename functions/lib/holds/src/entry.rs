//! One hold as an entry of the row's list. Pure.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::hold::{Hold, Kind};

/// The hold that an entry is; nothing where it cannot be read.
pub(crate) fn hold(entry: &AttributeValue) -> Option<Hold> {
    let entry = entry.as_m().ok()?;
    let text = |name: &str| entry.get(name).and_then(|value| value.as_s().ok());
    Some(Hold {
        kind: Kind::of_word(text("kind")?)?,
        name: text("name").filter(|name| !name.is_empty())?.clone(),
        reason: text("reason").cloned().unwrap_or_default(),
        since: text("since").and_then(|since| since.parse().ok()),
        by: text("by").cloned(),
    })
}

/// The entry of a hold.
pub(crate) fn entry(hold: &Hold) -> AttributeValue {
    let fields = [
        ("kind", Some(hold.kind.word().to_owned())),
        ("name", Some(hold.name.clone())),
        ("reason", Some(hold.reason.clone())),
        ("since", hold.since.map(|since| since.to_string())),
        ("by", hold.by.clone()),
    ];
    let written = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), AttributeValue::S(value?))));
    AttributeValue::M(written.collect::<HashMap<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_reads_as_it_was_written() {
        let since = "2026-11-26T10:00:00Z".parse().ok();
        let whole = Hold {
            kind: Kind::Tenant,
            name: "acme".to_owned(),
            reason: "doubled every price".to_owned(),
            since,
            by: Some("ann".to_owned()),
        };
        let bare = Hold { since: None, by: None, ..whole.clone() };
        for written in [whole, bare] {
            assert_eq!(hold(&entry(&written)), Some(written));
        }
    }
}
