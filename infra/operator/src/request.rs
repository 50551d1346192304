//! A webhook as its sender would make it.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use http::HeaderName;
use jiff::Timestamp;
use settings::{Content, Source};
use uuid::Uuid;
use webhook::{Unsigned, sign};

use crate::context::Context;
use crate::exit::Misused;
use crate::secret::SecretArgs;

/// What is signed, by whom, and as of when.
#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// The source it is sent as
    #[arg(long, value_name = "NAME")]
    pub source: String,
    /// The raw body; `-` is stdin
    #[arg(long, value_name = "FILE")]
    pub body: PathBuf,
    #[command(flatten)]
    secret: SecretArgs,
    /// The message id, for schemes that sign one [default: a new one]
    #[arg(long)]
    id: Option<String>,
    /// When it was signed, RFC 3339 or Unix seconds, for schemes that sign a time [default: now]
    #[arg(long, value_name = "TIME", value_parser = crate::time::parse)]
    at: Option<Timestamp>,
    /// The URL that is posted to, and signed where the scheme signs it [default: the stack's]
    #[arg(long)]
    url: Option<String>,
}

/// A signed request, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// Where it is posted; nothing where there is no stack to say.
    pub url: Option<String>,
    /// The signature, and the id and time that it covers.
    pub headers: Vec<(HeaderName, String)>,
    /// The body as it is sent: the file's bytes, or what is made around them.
    pub body: Vec<u8>,
    /// What kind of body it is.
    pub content_type: &'static str,
    /// Whether the body is the file's, byte for byte.
    pub is_file: bool,
    /// The id, if the scheme signs one.
    pub id: Option<String>,
    /// The time of signing, if the scheme signs one.
    pub at: Option<Timestamp>,
}

impl RequestArgs {
    /// Reads body and secret, and signs; `shift_s` seconds are taken off the time of signing.
    pub async fn request(
        &self,
        source: &Source,
        shift_s: i64,
        context: &Context,
    ) -> anyhow::Result<Request> {
        self.refuse_what_is_not_signed(source)?;
        let at = self.at.unwrap_or(context.now).as_second().saturating_sub(shift_s);
        let url = self.target(source, context).await?;
        let signed_url = self.url.as_deref().or(source.url.as_deref()).or(url.as_deref());
        let (id, file) = (self.id(), read(&self.body)?);
        let body = match &source.content {
            Content::Whole => file.clone(),
            Content::FormField(field) => in_form(field, &file),
        };
        let unsigned = Unsigned {
            body: &body,
            id: &id,
            url: required_url(source, signed_url)?,
            timestamp: at,
        };
        let outgoing = sign(&source.scheme, &unsigned, &self.secret.key(source, context).await?);
        let signed_time = || Timestamp::from_second(at).ok();
        let at = source.scheme.window().and_then(|_| signed_time());
        let id = source.scheme.signs_id().then_some(id);
        let content_type = content_type(source, outgoing.body.is_some());
        let body = outgoing.body.unwrap_or(body);
        let (headers, is_file) = (outgoing.headers, body == file);
        Ok(Request { url, headers, body, content_type, is_file, id, at })
    }

    /// Whether it goes where somebody said, and not where the stack is.
    pub fn says_url(&self) -> bool {
        self.url.is_some()
    }

    /// As given, or one that nobody used before.
    fn id(&self) -> String {
        let new = || format!("msg_{}", Uuid::new_v4().simple());
        self.id.clone().unwrap_or_else(new)
    }

    /// An option that changes nothing is a mistake, and worth knowing.
    fn refuse_what_is_not_signed(&self, source: &Source) -> Result<(), Misused> {
        let name = &source.name;
        if self.id.is_some() && !source.scheme.signs_id() {
            return Err(Misused(format!(
                "--id: `{name}` signs no message id; its events are known by their bodies"
            )));
        }
        if self.at.is_some() && source.scheme.window().is_none() {
            return Err(Misused(format!("--at: `{name}` signs no time")));
        }
        Ok(())
    }

    async fn target(&self, source: &Source, context: &Context) -> anyhow::Result<Option<String>> {
        if self.url.is_some() {
            return Ok(self.url.clone());
        }
        let stack = context.stack_if_any().await?;
        Ok(stack.map(|stack| stack.webhook_url(&source.name)))
    }
}

/// The URL to sign; the empty text, which no template then holds, for schemes that sign none.
fn required_url<'u>(source: &Source, url: Option<&'u str>) -> Result<&'u str, Misused> {
    match url {
        Some(url) => Ok(url),
        None if !source.scheme.signs_url() => Ok(""),
        None => {
            Err(Misused(format!("`{}` signs the URL it posts to: give it with --url", source.name)))
        }
    }
}

/// A form (`application/x-www-form-urlencoded`) with the event in one field of it.
fn in_form(field: &str, event: &[u8]) -> Vec<u8> {
    let value: String = form_urlencoded::byte_serialize(event).collect();
    format!("{field}={value}").into_bytes()
}

fn content_type(source: &Source, is_token: bool) -> &'static str {
    match &source.content {
        Content::Whole if is_token => "application/jwt",
        Content::Whole => "application/json",
        Content::FormField(_) => "application/x-www-form-urlencoded",
    }
}

/// The bytes of a file; `-` is stdin.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut body = Vec::new();
        std::io::stdin().read_to_end(&mut body).context("cannot read the body from stdin")?;
        return Ok(body);
    }
    std::fs::read(path).with_context(|| format!("cannot read the body from {}", path.display()))
}

#[cfg(test)]
mod tests;
