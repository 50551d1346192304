//! The scheme of a preset.

use webhook::Scheme;

use crate::presets::PRESETS;
use crate::settings::Settings;

/// The scheme of a well-known sender, or nothing if the name is not one of [`PRESETS`].
pub fn preset(name: &str) -> Option<Scheme> {
    let file = |keys: &str| {
        let source = format!("[source.preset]\nscheme = \"{name}\"\ntenant = \"t\"\n{keys}");
        Settings::parse(&format!(
            "[api.a]\nbase_url = \"https://a.example\"\nkey = \"env:A\"\n{source}"
        ))
    };
    PRESETS.contains(&name).then_some(())?;
    let [secrets, keys] =
        ["secrets", "public_keys"].map(|key| file(&format!("{key} = [\"env:S\"]")));
    let mut sources = secrets.or(keys).ok()?.sources.into_values();
    sources.next().map(|source| source.scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_scheme() {
        for name in PRESETS {
            assert!(preset(name).is_some(), "{name}");
        }
        assert!(preset("none").is_none());
    }
}
