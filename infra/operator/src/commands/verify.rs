//! `tidewaiter verify`: why a captured request verifies or not. Nothing is sent.

mod input;
mod kept;
mod report;

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use settings::{Settings, Source, SourceName};

use crate::capture::Captured;
use crate::context::Context;
use crate::diagnosis::{Held, Question, Whose, diagnose};
use crate::exit::{Misused, Outcome};
use crate::output::Output;
use crate::secret;
use crate::stack::{Secret, Stack};
use report::Verified;

const EXAMPLE: &str = "\
Example: a request saved by a proxy, or an event of API Gateway from a log:
  tidewaiter verify captured.http --source catalog --secret-file secret.txt
  tidewaiter verify event.json --secret-file new.txt --previous-secret-file old.txt

--json prints {source, verifies, refusal, judged_at, signed_at, secrets_tried,
explanations: [[{code, why, mend}, …], …]}. Each explanation would do by itself. No secret is
printed, nor anything of the body. With --secret-file nothing is asked of AWS; without it the secret
is read as Secrets Manager has it, for a stack on AWS.
Exit codes: 0 it verifies; 1 it does not; 2 not asked rightly.";

/// What was captured.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Verify {
    /// The request as raw HTTP (a proxy's, or `curl -v`'s), or API Gateway's event as JSON; `-` is
    /// stdin. Without it, --body and --header
    #[arg(value_name = "FILE")]
    capture: Option<PathBuf>,
    /// The source it was sent as [default: the one in its path]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The raw body, in place of the capture's
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// A header, beside the capture's; may be given several times
    #[arg(long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// Its method [default: the capture's, else POST]
    #[arg(long)]
    method: Option<String>,
    /// The URL that was called [default: the source's `url`, else the capture's, else the stack's]
    #[arg(long)]
    url: Option<String>,
    /// A file with the source's secret or public key [default: the stack file's, or as AWS keeps it]
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// A file with the secret before the rotation
    #[arg(long, value_name = "FILE")]
    previous_secret_file: Option<PathBuf>,
    /// When it came, RFC 3339 or Unix seconds [default: as the capture says, else now]
    #[arg(long, value_name = "TIME", value_parser = crate::time::parse)]
    at: Option<Timestamp>,
}

/// Runs the command.
pub(crate) async fn run(
    verify: &Verify,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let captured = verify.captured()?;
    let settings = context.settings()?;
    let source = verify.source(&captured, &settings)?;
    // AWS is asked for what is at hand nowhere else, and only for that.
    let is_offline = verify.secret_file.is_some() && !verify.lacks_url(source, &captured);
    let stack =
        if is_offline { context.stack_at_hand().await? } else { context.stack_if_any().await? };
    let held = verify.held(source, stack, context).await?;
    let own_url = stack.map(|stack| stack.webhook_url(&source.name));
    let url = verify.url.as_ref().or(source.url.as_ref()).or(captured.url.as_ref());
    let url = url.or(own_url.as_ref()).cloned().unwrap_or_default();
    let now = verify.at.or(captured.at).unwrap_or(context.now);
    let question = Question {
        source,
        request: &captured,
        url: &url,
        other_urls: own_url.as_slice(),
        held: &held,
        now,
    };
    let diagnosis = diagnose(&question).map_err(|error| Misused(error.to_string()))?;
    let verified = Verified::of(source, diagnosis, now, held.len());
    output.report(&verified)?;
    Ok(if verified.verifies { Outcome::Done } else { Outcome::NotSo })
}

impl Verify {
    fn source<'s>(
        &self,
        captured: &Captured,
        settings: &'s Settings,
    ) -> Result<&'s Source, Misused> {
        let named = self.source.as_deref().or(captured.source());
        let unnamed = || Misused("whose request is it? Give --source".to_owned());
        Context::source_of(settings, named.ok_or_else(unnamed)?)
    }

    /// Whether the signature is about a URL that nobody has said.
    fn lacks_url(&self, source: &Source, captured: &Captured) -> bool {
        let said = self.url.as_ref().or(source.url.as_ref()).or(captured.url.as_ref());
        source.scheme.signs_url() && said.is_none()
    }

    /// Every secret at hand, the source's own first.
    async fn held(
        &self,
        source: &Source,
        stack: Option<&Stack>,
        context: &Context,
    ) -> anyhow::Result<Vec<Held>> {
        if self.secret_file.is_none() && stack.is_some_and(|stack| !stack.is_local()) {
            let mut held = kept::secrets(source, &context.connect().await?).await?;
            held.extend(self.previous()?);
            return Ok(held);
        }
        let secrets = stack.map(|stack| stack.secrets.clone()).unwrap_or_default();
        let of_stack = secrets.get(source.name.as_str()).cloned();
        let own = match &self.secret_file {
            Some(file) => Some(secret::read(file)?),
            None => of_stack,
        };
        let how = || {
            let name = &source.name;
            Misused(format!(
                "no secret of `{name}` to verify by: give --secret-file, or a stack that has it"
            ))
        };
        let mut held = vec![Held { whose: Whose::Own, secret: own.ok_or_else(how)? }];
        held.extend(self.previous()?);
        let others = secrets.into_iter().filter(|(name, _)| name != source.name.as_str());
        held.extend(others.filter_map(of_another));
        Ok(held)
    }

    fn previous(&self) -> anyhow::Result<Option<Held>> {
        let Some(file) = &self.previous_secret_file else { return Ok(None) };
        Ok(Some(Held { whose: Whose::Previous, secret: secret::read(file)? }))
    }
}

fn of_another((name, secret): (String, Secret)) -> Option<Held> {
    let name = SourceName::try_from(name).ok()?;
    Some(Held { whose: Whose::Other(name), secret })
}
