//! What tells a content, wherever it stands.

use crate::digest::Lengths;

/// Hex digits of a mark.
const DIGITS: usize = 16;

/// The mark of what is asked of an API about an item. Equal content has equal marks, whoever sends
/// it and under whatever id; a call names its items by them.
pub fn content_mark(api: &str, description: &str, country_of_origin: Option<&str>) -> String {
    let mut writer = Lengths::default();
    writer.text(api);
    writer.text(description);
    writer.optional(country_of_origin);
    writer.digest().as_str().chars().take(DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_content_of_one_api_has_equal_marks() {
        let mark = content_mark("a", "mug", None);
        assert_eq!(mark, content_mark("a", "mug", None));
        let others = [
            content_mark("b", "mug", None),
            content_mark("a", "mug", Some("")),
            content_mark("a", "mu", Some("g")),
            content_mark("am", "ug", None),
        ];
        assert!(!others.contains(&mark));
        assert!(mark.len() == DIGITS && mark.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
