//! The elements of a header that may be a signature, or a timestamp among signatures.

use http::{HeaderMap, HeaderName};

/// The first of `names` that the request has, with all its values. One that is not ASCII says
/// nothing, but it is there.
pub(crate) fn values<'a>(headers: &'a HeaderMap, names: &[HeaderName]) -> Vec<&'a str> {
    names
        .iter()
        .find(|name| headers.contains_key(*name))
        .map(|name| {
            headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default()).collect()
        })
        .unwrap_or_default()
}

/// Every element of `value` that has `prefix`, without it.
///
/// Elements end at `separator` and at commas (API Gateway joins repeated headers with them, and
/// neither hex nor base64 holds one). A prefix may itself end in a comma (`v1,`), so the prefix
/// is tried before the comma is taken for an end. A space after the prefix is forgiven.
pub(crate) fn elements<'a>(value: &'a str, prefix: &str, separator: Option<char>) -> Vec<&'a str> {
    let ends = |c: char| c == ',' || Some(c) == separator;
    let mut found = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let stripped = rest.strip_prefix(prefix).map(str::trim_start);
        let text = stripped.unwrap_or(rest);
        let end = text.find(ends).unwrap_or(text.len());
        let (element, tail) = text.split_at(end);
        if stripped.is_some() {
            found.push(element.trim_end());
        }
        rest = tail.trim_start_matches(|c: char| ends(c) || c.is_whitespace());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_gives_each_element_of_the_known_version() {
        assert_eq!(elements("v1,AA v2,BB v1,CC", "v1,", Some(' ')), ["AA", "CC"]);
        assert_eq!(elements("t=12,v1=aa,v0=bb,v1=cc", "v1=", Some(',')), ["aa", "cc"]);
    }

    #[test]
    fn repeated_headers_joined_by_commas_are_a_list_too() {
        assert_eq!(elements("v1,AA,v1,BB", "v1,", Some(' ')), ["AA", "BB"]);
        assert_eq!(elements("sha256=aa, sha256=bb", "sha256=", None), ["aa", "bb"]);
    }

    #[test]
    fn a_space_after_the_prefix_is_forgiven() {
        assert_eq!(elements("sha256= aa", "sha256=", None), ["aa"]);
    }

    #[test]
    fn without_a_prefix_the_whole_value_counts() {
        assert_eq!(elements(" aGk= ", "", None), ["aGk="]);
        assert_eq!(elements("", "", None), Vec::<&str>::new());
    }
}
