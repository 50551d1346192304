//! More deliveries than the queue takes, to several environments of the door.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bytes::Bytes;
use futures::StreamExt;
use serde::Deserialize;

use crate::clock::now;
use crate::delivery::{Sender, product};
use crate::door::DEPLOYED;
use crate::{Fleet, Lab, Response, Sent};

/// What is posted, and to how many.
#[derive(Clone, Copy, Debug)]
pub struct Posts {
    /// Environments of the door.
    pub environments: usize,
    /// Deliveries, all different.
    pub deliveries: usize,
    /// How many are under way at once; the rest is posted as these are answered.
    pub at_once: usize,
    /// How many messages a second the queue takes; none: all.
    pub limit: Option<u32>,
}

/// What became of them.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// Answered with 202.
    pub accepted: usize,
    /// Answered with 503 and a `Retry-After`.
    pub refused: usize,
    /// Any other answer, by its status.
    pub others: BTreeMap<u16, usize>,
    /// Accepted, but not in the queue byte for byte under their id.
    pub lost: usize,
    /// In the queue, though the sender was told to try again: its repeat is a duplicate.
    pub kept_though_refused: usize,
    /// From the first post to the last answer.
    pub took: Duration,
}

/// Posts them all, and compares what the senders were told with what the queue has.
pub async fn post(lab: &Lab, posts: Posts) -> Result<Posted> {
    let fleet = Fleet::start(&lab.ingress("load-ingress", DEPLOYED)?, posts.environments).await?;
    let mut sender = Sender::new()?;
    let deliveries: Vec<Delivery> =
        (1..=posts.deliveries).map(|number| Delivery::new(&mut sender, number)).collect();
    lab.sink.queue().keep();
    if let Some(limit) = posts.limit {
        lab.sink.queue().limit(limit, Duration::from_secs(1));
    }
    let began = Instant::now();
    let fleet = &fleet;
    let answers = deliveries.iter().map(|delivery| async move {
        let answer = fleet.invoke(delivery.event.clone()).await?;
        anyhow::Ok((delivery, answer))
    });
    let answers: Vec<_> =
        futures::stream::iter(answers).buffer_unordered(posts.at_once).collect().await;
    let took = began.elapsed();
    lab.sink.queue().limit(u32::MAX, Duration::MAX);
    let kept = lab.sink.queue().take().iter().map(content).collect::<Result<_>>()?;
    let answers: Vec<_> = answers.into_iter().collect::<Result<_>>()?;
    Ok(Posted { took, ..compared(&answers, &kept) })
}

/// One delivery, and what must be in the queue if it is accepted: its id, and its body.
struct Delivery {
    event: Bytes,
    content: Content,
}

type Content = (String, String);

impl Delivery {
    fn new(sender: &mut Sender, number: usize) -> Self {
        let body = product(number, 10, now());
        let event = sender.post(&body, now());
        Self { event, content: (format!("msg_{number:024}"), body) }
    }
}

/// A message is a line about the body, and then the body.
fn content(sent: &Sent) -> Result<Content> {
    #[derive(Deserialize)]
    struct About {
        event_id: String,
    }
    let (about, body) = sent.body.split_once('\n').context("a message of one line")?;
    let about: About = serde_json::from_str(about)?;
    Ok((about.event_id, body.to_owned()))
}

fn compared(answers: &[(&Delivery, Response)], kept: &HashSet<Content>) -> Posted {
    let mut posted = Posted::default();
    for (delivery, answer) in answers {
        let is_kept = kept.contains(&delivery.content);
        match answer.status_code {
            202 => {
                posted.accepted += 1;
                posted.lost += usize::from(!is_kept);
            }
            503 if answer.headers.contains_key("retry-after") => {
                posted.refused += 1;
                posted.kept_though_refused += usize::from(is_kept);
            }
            other => *posted.others.entry(other).or_default() += 1,
        }
    }
    posted
}
