//! `sources.toml`: an operator's bytes, but the function must not die of a slip.

use settings::Settings;

/// It is good as a whole, or every problem has its line.
pub fn sources(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    match Settings::parse(text) {
        Ok(settings) => {
            for source in settings.sources.values() {
                assert!(settings.apis.contains_key(&source.api) && !source.secrets.is_empty());
            }
        }
        Err(problems) => {
            let lines = text.lines().count().max(1);
            let placed = |line: usize| (1..=lines + 1).contains(&line);
            assert!(!problems.0.is_empty() && problems.0.iter().all(|one| placed(one.line)));
            assert!(!problems.to_string().is_empty());
        }
    }
}
