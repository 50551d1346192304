//! What stands in a scheme's headers: signatures, a time and an id, all read in one way.

use http::{HeaderMap, HeaderName};

use crate::delivery::Refusal;
use crate::scheme::{HeaderAt, Signed};

/// How many signatures of one header are tried: rotations need two, an attack is no reason to
/// compare without end.
pub(crate) const MAX_SIGNATURES: usize = 16;

/// What the headers of one delivery say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields<'a> {
    /// Every signature, as it is written.
    pub signatures: Vec<&'a str>,
    /// The signed time.
    pub timestamp: Option<&'a str>,
    /// The signed id.
    pub id: Option<&'a str>,
}

/// What an element of a header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Signature,
    Timestamp,
    Id,
}

/// Where a scheme's fields are in this delivery: each in the first of its headers that is there.
struct Place<'s> {
    field: Field,
    header: &'s HeaderName,
    prefix: &'s str,
}

/// Reads every header of the scheme once.
pub(crate) fn read<'a>(signed: &Signed, headers: &'a HeaderMap) -> Result<Fields<'a>, Refusal> {
    let places = places(signed, headers)?;
    let mut found: Vec<(Field, &str)> = Vec::new();
    for (index, place) in places.iter().enumerate() {
        let earlier = places.get(..index).unwrap_or_default();
        if earlier.iter().any(|other| other.header == place.header) {
            continue;
        }
        let here = |other: &&Place<'_>| other.header == place.header;
        let mut prefixes: Vec<_> =
            places.iter().filter(here).map(|other| (other.field, other.prefix)).collect();
        // The longest first, so that no prefix hides another that begins with it.
        prefixes.sort_by_key(|(_, prefix)| std::cmp::Reverse(prefix.len()));
        let separator =
            signed.separator.filter(|_| signed.signature.headers.contains(place.header));
        for value in headers.get_all(place.header) {
            // One that is not ASCII says nothing, but it is there.
            elements(value.to_str().unwrap_or_default(), &prefixes, separator, &mut found);
        }
    }
    let of = |field| found.iter().filter(move |(what, _)| *what == field).map(|(_, text)| *text);
    Ok(Fields {
        signatures: of(Field::Signature).take(MAX_SIGNATURES).collect(),
        timestamp: signed
            .timestamp
            .as_ref()
            .map(|_| only(of(Field::Timestamp), "timestamp"))
            .transpose()?,
        id: signed.id.as_ref().map(|_| only(of(Field::Id), "id")).transpose()?,
    })
}

fn places<'s>(signed: &'s Signed, headers: &HeaderMap) -> Result<Vec<Place<'s>>, Refusal> {
    let timestamp = signed.timestamp.as_ref().map(|timestamp| &timestamp.at);
    let wanted = [
        (Field::Timestamp, "timestamp", timestamp),
        (Field::Id, "id", signed.id.as_ref()),
        (Field::Signature, "signature", Some(&signed.signature)),
    ];
    let place = |(field, what, at): (Field, &'static str, Option<&'s HeaderAt>)| {
        let at = at?;
        let header = at.headers.iter().find(|name| headers.contains_key(*name));
        let place = header.map(|header| Place { field, header, prefix: &at.prefix });
        Some(place.ok_or(Refusal::Missing(what)))
    };
    wanted.into_iter().filter_map(place).collect()
}

/// Finds every element of `value` that has one of the prefixes, without it.
///
/// Elements end at `separator` and at commas (API Gateway joins repeated headers with them, and
/// neither hex nor base64 holds one). A prefix may itself end in a comma (`v1,`), so the prefix
/// is tried before the comma is taken for an end. A space after the prefix is forgiven.
fn elements<'a>(
    value: &'a str,
    prefixes: &[(Field, &str)],
    separator: Option<char>,
    found: &mut Vec<(Field, &'a str)>,
) {
    let ends = |c: char| c == ',' || Some(c) == separator;
    let mut rest = value.trim();
    while !rest.is_empty() {
        let stripped = prefixes.iter().find_map(|(field, prefix)| {
            rest.strip_prefix(prefix).map(|text| (*field, text.trim_start()))
        });
        let text = stripped.map_or(rest, |(_, text)| text);
        let (element, tail) = text.split_at(text.find(ends).unwrap_or(text.len()));
        found.extend(stripped.map(|(field, _)| (field, element.trim_end())));
        rest = tail.trim_start_matches(|c: char| ends(c) || c.is_whitespace());
    }
}

/// The one value of a signed field: two different ones would leave open which was signed.
fn only<'a>(
    mut found: impl Iterator<Item = &'a str>,
    what: &'static str,
) -> Result<&'a str, Refusal> {
    let first = found.next().ok_or(Refusal::Malformed(what))?;
    if found.all(|other| other == first) { Ok(first) } else { Err(Refusal::Malformed(what)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signatures<'a>(value: &'a str, prefix: &str, separator: Option<char>) -> Vec<&'a str> {
        let mut found = Vec::new();
        elements(value, &[(Field::Signature, prefix)], separator, &mut found);
        found.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn a_list_gives_each_element_of_the_known_version() {
        assert_eq!(signatures("v1,AA v2,BB v1,CC", "v1,", Some(' ')), ["AA", "CC"]);
        assert_eq!(signatures("t=12,v1=aa,v0=bb,v1=cc", "v1=", Some(',')), ["aa", "cc"]);
    }

    #[test]
    fn repeated_headers_joined_by_commas_are_a_list_too() {
        assert_eq!(signatures("v1,AA,v1,BB", "v1,", Some(' ')), ["AA", "BB"]);
        assert_eq!(signatures("sha256=aa, sha256=bb", "sha256=", None), ["aa", "bb"]);
    }

    #[test]
    fn a_space_after_the_prefix_is_forgiven() {
        assert_eq!(signatures("sha256= aa", "sha256=", None), ["aa"]);
    }

    #[test]
    fn without_a_prefix_the_whole_value_counts() {
        assert_eq!(signatures(" aGk= ", "", None), ["aGk="]);
        assert_eq!(signatures("", "", None), Vec::<&str>::new());
    }

    #[test]
    fn one_header_holds_a_time_an_id_and_signatures_apart_by_one_separator() {
        let mut found = Vec::new();
        let prefixes = [(Field::Timestamp, "ts="), (Field::Signature, "h1="), (Field::Id, "")];
        elements("ts=17;h1=aa; msg_1;h1=bb", &prefixes, Some(';'), &mut found);
        let expected = [
            (Field::Timestamp, "17"),
            (Field::Signature, "aa"),
            (Field::Id, "msg_1"),
            (Field::Signature, "bb"),
        ];
        assert_eq!(found, expected);
    }
}
