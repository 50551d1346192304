//! `tidewaiter sign`: the headers that a sender would send with a body.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use http::HeaderName;
use http::header::CONTENT_TYPE;
use jiff::Timestamp;
use serde::Serialize;

use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::output::{Output, Report};
use crate::request::{Request, RequestArgs};
use crate::shell::quote;

const EXAMPLE: &str = "\
Example: tidewaiter sign --source catalog --body saved.json --secret-file secret.txt --curl

--json prints {url, headers: {name: value}, id, timestamp, curl?}.";

/// What is signed, and how it is shown.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Sign {
    #[command(flatten)]
    request: RequestArgs,
    /// Print a curl command that sends it
    #[arg(long)]
    curl: bool,
}

/// The headers, and what they cover.
#[derive(Debug, Serialize)]
struct Signed {
    url: Option<String>,
    headers: BTreeMap<String, String>,
    id: Option<String>,
    timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    curl: Option<String>,
}

/// Runs the command.
pub(crate) async fn run(sign: &Sign, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let source = context.source(&sign.request.source)?;
    let request = sign.request.request(&source, 0, context).await?;
    let curl = sign.curl.then(|| curl(&request, &sign.request.body)).transpose()?;
    output.report(&Signed::of(request, curl))?;
    Ok(Outcome::Done)
}

impl Signed {
    fn of(request: Request, curl: Option<String>) -> Self {
        let headers = request.headers.into_iter();
        Self {
            url: request.url,
            headers: headers.map(|(name, value)| (name.to_string(), value)).collect(),
            id: request.id,
            timestamp: request.at.map(Timestamp::as_second),
            curl,
        }
    }
}

impl Report for Signed {
    fn text(&self) -> String {
        let header = |(name, value): (&String, &String)| format!("{name}: {value}");
        let headers = || self.headers.iter().map(header).collect::<Vec<_>>().join("\n");
        self.curl.clone().unwrap_or_else(headers)
    }
}

/// One command to copy and paste. curl reads the body from the file, byte for byte.
fn curl(request: &Request, body: &Path) -> Result<String, Misused> {
    if body == Path::new("-") {
        return Err(Misused("--curl needs a body that curl can read again: a file".to_owned()));
    }
    let Some(url) = &request.url else {
        return Err(Misused(
            "--curl needs to know where to post: give --url, or a stack by --stack or --stack-name"
                .to_owned(),
        ));
    };
    let own = |(name, _): &&(HeaderName, String)| name != CONTENT_TYPE;
    let signature =
        request.headers.iter().filter(own).map(|(name, value)| format!("{name}: {value}"));
    let content_type = format!("content-type: {}", request.content_type);
    let headers = std::iter::once(content_type).chain(signature);
    let mut words = vec!["curl -sSi".to_owned(), quote(url)];
    words.extend(headers.map(|header| format!("-H {}", quote(&header))));
    // What was made around the file's bytes is text.
    let data = if request.is_file {
        format!("@{}", body.display())
    } else {
        String::from_utf8_lossy(&request.body).into_owned()
    };
    words.push(format!("--data-binary {}", quote(&data)));
    Ok(words.join(" \\\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        Request {
            url: Some("http://127.0.0.1:1/api/webhook/v1/erp".to_owned()),
            headers: vec![(HeaderName::from_static("x-webhook-signature"), "sha256=ab".to_owned())],
            body: Vec::new(),
            content_type: "application/json",
            is_file: true,
            id: None,
            at: None,
        }
    }

    #[test]
    fn curl_sends_headers_and_the_bytes_of_the_file() {
        let command = curl(&request(), Path::new("it's.json")).expect("a file and a URL");
        let expected = r"curl -sSi \
  http://127.0.0.1:1/api/webhook/v1/erp \
  -H 'content-type: application/json' \
  -H 'x-webhook-signature: sha256=ab' \
  --data-binary '@it'\''s.json'";
        assert_eq!(command, expected);
    }

    #[test]
    fn curl_cannot_read_stdin_a_second_time() {
        let refused = curl(&request(), Path::new("-")).expect_err("stdin");
        assert!(refused.to_string().contains("a file"), "{refused}");
    }
}
