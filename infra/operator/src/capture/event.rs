//! API Gateway's events: payload version 2.0 of an HTTP API, and 1.0.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::HeaderMap;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::captured::{Captured, NotRead, add};

type Object = Map<String, Value>;

/// Reads an event.
pub(super) fn read(event: &Object) -> Result<Captured, NotRead> {
    let headers = headers(event)?;
    let context = event.get("requestContext");
    let http = context.and_then(|context| context.get("http"));
    let of = |name: &str| event.get(name).and_then(Value::as_str);
    let method = http.and_then(|http| text(http, "method")).or_else(|| of("httpMethod"));
    let path = of("rawPath").or_else(|| context.and_then(|context| text(context, "path")));
    let path = path.or_else(|| of("path"));
    let query = of("rawQueryString").unwrap_or_default();
    let domain = context.and_then(|context| text(context, "domainName"));
    let host = headers.get(http::header::HOST).and_then(|host| host.to_str().ok()).or(domain);
    let epoch = ["timeEpoch", "requestTimeEpoch"];
    let at = epoch.iter().find_map(|name| context?.get(*name)?.as_i64());
    let mark = if query.is_empty() { "" } else { "?" };
    Ok(Captured {
        method: method.unwrap_or("POST").to_owned(),
        url: path.map(|path| format!("https://{}{path}{mark}{query}", host.unwrap_or_default())),
        body: body(event)?,
        at: at.and_then(|at| Timestamp::from_millisecond(at).ok()),
        headers,
    })
}

/// Those of version 2.0, or all values of each of version 1.0.
fn headers(event: &Object) -> Result<HeaderMap, NotRead> {
    let mut headers = HeaderMap::new();
    if let Some(Value::Object(several)) = event.get("multiValueHeaders") {
        for (name, values) in several {
            let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
            for value in values.iter().filter_map(Value::as_str) {
                add(&mut headers, name, value)?;
            }
        }
        return Ok(headers);
    }
    let Some(Value::Object(single)) = event.get("headers") else { return Err(NotRead::NoEvent) };
    for (name, value) in single {
        add(&mut headers, name, value.as_str().unwrap_or_default())?;
    }
    Ok(headers)
}

fn body(event: &Object) -> Result<Bytes, NotRead> {
    let text = event.get("body").and_then(Value::as_str).unwrap_or_default();
    if event.get("isBase64Encoded").and_then(Value::as_bool) == Some(true) {
        return STANDARD.decode(text).map(Bytes::from).map_err(|_| NotRead::NotBase64);
    }
    Ok(Bytes::from(text.to_owned()))
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str)
}
