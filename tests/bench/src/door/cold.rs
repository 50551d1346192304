//! From the start of a process to its first 202.

use std::time::Duration;

use anyhow::Result;

use super::contest::{Contest, DEPLOYED};
use crate::clock::now;
use crate::delivery::{SECRET, Sender};
use crate::sink::listed;
use crate::stats::{median, ms, quickest_tenth, ratio};
use crate::{Figure, Lab, Launch};

/// Starts them in turn, so that whatever slows this machine slows all of them.
pub async fn measure(lab: &Lab, contest: &Contest, starts: usize) -> Result<Figure> {
    let local = with_local_secret(lab)?;
    let mut sender = Sender::new()?;
    let (mut ingress, mut bare, mut from_env) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..starts {
        ingress.push(start(&contest.ingress, &mut sender).await?);
        bare.push(start(&contest.bare, &mut sender).await?);
        from_env.push(start(&local, &mut sender).await?);
        bare.push(start(&contest.bare, &mut sender).await?);
    }
    let asked = asked(lab, contest, &mut sender).await?;
    let quickest = ratio(quickest_tenth(ingress.clone()), quickest_tenth(bare.clone()));
    let (ingress, bare, from_env) = (median(ingress), median(bare), median(from_env));
    let how = format!(
        "medians of {starts} starts in turn: {} over {} \
         (quickest tenths: {quickest:.2}), {} certificates to load over {}; \
         a start asks {asked}; with its secret in the environment: {} ({:.2})",
        ms(ingress),
        ms(bare),
        lab.own_certificates,
        lab.certificates,
        ms(from_env),
        ratio(from_env, bare),
    );
    Ok(Figure::new("ingress_cold_ratio", ratio(ingress, bare), 0.95, how))
}

/// The event waits before the process is started, as on AWS.
async fn start(launch: &Launch, sender: &mut Sender) -> Result<Duration> {
    let event = sender.next(now());
    let answer = launch.start().await?.accepts(event).await?;
    Ok(answer.after)
}

/// What one cold start of the ingress asks of AWS.
async fn asked(lab: &Lab, contest: &Contest, sender: &mut Sender) -> Result<String> {
    lab.sink.tally().take();
    start(&contest.ingress, sender).await?;
    Ok(listed(&lab.sink.tally().take()))
}

/// The same door without a call to Secrets Manager: what that call costs.
fn with_local_secret(lab: &Lab) -> Result<Launch> {
    let sources = DEPLOYED.replace("secretsmanager:tidewaiter/catalog", "env:BENCH_SECRET");
    let mut launch = lab.ingress("ingress-env", &sources)?;
    launch.variables.push(("BENCH_SECRET".to_owned(), SECRET.to_owned()));
    Ok(launch)
}
