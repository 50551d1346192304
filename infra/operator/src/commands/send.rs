//! `tidewaiter send`: signs a body and posts it, as its sender would, or as somebody would who is
//! not.

use anyhow::Context as _;
use clap::Args;
use futures::{StreamExt, TryStreamExt, stream};
use serde::Serialize;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::{Output, Report};
use crate::post::{Answer, client, post};
use crate::request::{Request, RequestArgs};
use crate::table::{or_dash, table};
use crate::tamper::Tamper;

const EXAMPLE: &str = "\
Examples:
  tidewaiter send --source catalog --body saved.json
  tidewaiter send --source catalog --body saved.json --tamper stale

--json prints {stack, status, event_id, request_id, body}; with --repeat {stack, answers: [those]};
`stack` is left out where --url says where to post to.";

/// What is sent, and what is wrong with it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Send {
    #[command(flatten)]
    request: RequestArgs,
    /// Send something that must be refused
    #[arg(long, value_enum, default_value_t)]
    tamper: Tamper,
    /// Send the very same request so many times, many at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    repeat: u16,
}

/// Requests in flight at once.
const AT_ONCE: usize = 32;

/// One answer as it is, several as a list.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Sent {
    Once(Answer),
    Repeatedly { answers: Vec<Answer> },
}

/// Runs the command. Any answer is a success: what it should be, the caller knows.
pub(crate) async fn run(send: &Send, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let source = context.source(&send.request.source)?;
    let shift_s = send.tamper.shift_s(&source)?;
    let mut request = send.request.request(&source, shift_s, context).await?;
    send.tamper.apply(&source, &mut request);
    let answers = post_all(&request, send.repeat).await?;
    let told = Sent::of(answers);
    let stack = if send.request.says_url() { None } else { context.stack_if_any().await? };
    match stack {
        Some(stack) => output.report_on(stack, &told)?,
        None => output.report(&told)?,
    }
    Ok(Outcome::Done)
}

async fn post_all(request: &Request, times: u16) -> anyhow::Result<Vec<Answer>> {
    let url = request.url.as_deref().context(
        "nowhere to post to: start a local stack (`make up`), name one on AWS (--stack-name), or \
         give --url",
    )?;
    let client = client(url)?;
    stream::iter(0..times)
        .map(|_| post(&client, url, request))
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

impl Sent {
    fn of(mut answers: Vec<Answer>) -> Self {
        match answers.pop() {
            Some(only) if answers.is_empty() => Self::Once(only),
            last => {
                answers.extend(last);
                Self::Repeatedly { answers }
            }
        }
    }

    fn answers(&self) -> &[Answer] {
        match self {
            Self::Once(answer) => std::slice::from_ref(answer),
            Self::Repeatedly { answers } => answers,
        }
    }
}

impl Report for Sent {
    fn text(&self) -> String {
        let row = |answer: &Answer| {
            [
                answer.status.to_string(),
                or_dash(answer.detail()),
                or_dash(answer.event_id.as_deref()),
                or_dash(answer.request_id.as_deref()),
            ]
        };
        table(["status", "answer", "event", "request"], self.answers().iter().map(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn answer(status: u16) -> Answer {
        Answer { status, event_id: None, request_id: None, body: Value::Null }
    }

    #[test]
    fn one_answer_stands_alone_and_several_in_a_list() {
        let plain =
            |status| json!({"status": status, "event_id": null, "request_id": null, "body": null});
        let written = |answers| serde_json::to_value(Sent::of(answers)).expect("JSON");
        assert_eq!(written(vec![answer(202)]), plain(202));
        let expected = json!({"answers": [plain(202), plain(503)]});
        assert_eq!(written(vec![answer(202), answer(503)]), expected);
    }
}
