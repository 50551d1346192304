//! The senders everybody has, in the sources' own terms: each is a table as a source could have it,
//! read by the same reader, no check bypassed. Formats: each provider's own documentation;
//! `events/README.md` names the pages and the vectors that test them.

use std::sync::OnceLock;

use toml::Spanned;
use toml::de::DeTable;

use crate::section::Section;

macro_rules! presets {
    ($($name:literal),* $(,)?) => {
        /// The names that `scheme` knows besides those that are spelled out.
        pub const PRESETS: [&str; presets!(@count $($name)*)] = [$($name),*];

        const TEXTS: [&str; PRESETS.len()] =
            [$(include_str!(concat!("presets/", $name, ".toml"))),*];
    };
    (@count) => { 0 };
    (@count $head:literal $($tail:literal)*) => { 1 + presets!(@count $($tail)*) };
}

presets![
    "standard-webhooks",
    "standard-webhooks-v1a",
    "svix",
    "stripe",
    "github",
    "flexport",
    "shopify",
    "slack",
    "square",
    "easypost",
    "aftership",
    "adobe-commerce",
    "adyen-platform",
    "akeneo",
    "commercelayer",
    "etsy",
    "fedex",
    "fourthwall",
    "gitlab",
    "hubspot",
    "katana",
    "linear",
    "oracle-commerce",
    "paddle",
    "quickbooks",
    "salesforce-ens",
    "shipengine",
    "shiphero",
    "squarespace",
    "woocommerce",
    "xero",
    "zendesk",
    "zoho-payments",
];

/// Only what a file uses is parsed, and once.
static TABLES: [OnceLock<Option<Spanned<DeTable<'static>>>>; PRESETS.len()] =
    [const { OnceLock::new() }; PRESETS.len()];

fn table(name: &str) -> Option<&'static Spanned<DeTable<'static>>> {
    let place = PRESETS.iter().position(|known| *known == name)?;
    let (once, text) = (TABLES.get(place)?, TEXTS.get(place)?);
    once.get_or_init(|| DeTable::parse(text).ok()).as_ref()
}

/// Puts the preset that a source's `scheme` names behind the source.
pub(crate) fn attach(source: &mut Section<'_>) {
    let Some(named) = source.own("scheme") else { return };
    if let Some(preset) = named.peek_text().and_then(table) {
        source.or_else(&named, preset);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_table() {
        for name in PRESETS {
            assert!(table(name).is_some(), "{name}");
        }
    }
}
