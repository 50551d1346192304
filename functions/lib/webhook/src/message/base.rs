//! The signature base: what is signed (RFC 9421 §2.5).

use http::{HeaderMap, HeaderName};
use sfv::{BareItem, FieldType, InnerList, Item, ListEntry};

use crate::delivery::Delivery;
use crate::facts::path;

/// A line for each component, and one for the parameters; nothing where a component is not there,
/// is named twice, or is of a kind that is not read here (of a response, of a related request, a
/// field that is written anew).
pub(super) fn of(input: &InnerList, delivery: &Delivery<'_>) -> Option<String> {
    let mut base = String::new();
    for (index, item) in input.items.iter().enumerate() {
        let earlier = input.items.get(..index).unwrap_or_default();
        if earlier.contains(item) {
            return None;
        }
        base.push_str(&item.serialize());
        base.push_str(": ");
        base.push_str(&value(item, delivery)?);
        base.push('\n');
    }
    let params = vec![ListEntry::InnerList(input.clone())].serialize()?;
    base.push_str("\"@signature-params\": ");
    base.push_str(&params);
    Some(base)
}

fn value(item: &Item, delivery: &Delivery<'_>) -> Option<String> {
    let name = item.bare_item.as_string()?.as_str();
    if name == "@query-param" {
        let parameter = item.params.get("name").and_then(BareItem::as_string)?.as_str();
        return (item.params.len() == 1).then(|| query_parameter(delivery, parameter))?;
    }
    if !item.params.is_empty() {
        return None;
    }
    match name {
        "@method" => Some(delivery.method.to_owned()),
        "@target-uri" => Some(delivery.url.to_owned()),
        "@authority" => Some(authority(delivery.url)),
        "@scheme" => Some(delivery.url.split_once("://")?.0.to_ascii_lowercase()),
        "@request-target" => Some(target(delivery.url)),
        "@path" => Some(path(delivery.url).to_owned()),
        "@query" => Some(format!("?{}", query(delivery.url))),
        // No header's name begins with the `@` of what else could be derived.
        header => field(delivery.headers, &header.parse().ok()?),
    }
}

/// All values of a field, each without the space around it (RFC 9421 §2.1).
pub(super) fn field(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values = headers.get_all(name).iter().map(|value| value.to_str().map(str::trim));
    let values = values.collect::<Result<Vec<_>, _>>().ok()?;
    (!values.is_empty()).then(|| values.join(", "))
}

/// In lower case, without the port that its scheme implies (RFC 9421 §2.2.3).
fn authority(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let authority = rest.split(['/', '?']).next().unwrap_or_default().to_ascii_lowercase();
    let implied = if scheme.eq_ignore_ascii_case("http") { ":80" } else { ":443" };
    authority.strip_suffix(implied).map_or_else(|| authority.clone(), str::to_owned)
}

fn query(url: &str) -> &str {
    url.split_once('?').map_or("", |(_, query)| query)
}

fn target(url: &str) -> String {
    match url.split_once('?') {
        Some((_, query)) => format!("{}?{query}", path(url)),
        None => path(url).to_owned(),
    }
}

/// One value, written into the URL anew (RFC 9421 §2.2.8); nothing where there is not exactly one.
fn query_parameter(delivery: &Delivery<'_>, name: &str) -> Option<String> {
    let pairs = form_urlencoded::parse(query(delivery.url).as_bytes());
    let mut found = pairs.filter(|(key, _)| encoded(key) == name).map(|(_, value)| value);
    let only = found.next()?;
    found.next().is_none().then(|| encoded(&only))
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
