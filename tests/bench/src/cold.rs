//! What a start of the consumer takes, beside a bare function that makes the same calls.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use bytes::Bytes;
use pipeline::scene::Scene;

use crate::process::{batch, sealed};
use crate::sink::{CONNECTIONS, listed};
use crate::stats::{median, ms, quickest_tenth, ratio};
use crate::usage::on_cpu;
use crate::{Figure, Lab, Launch};

/// Events of the first batch.
const EVENTS: usize = 10;

/// Long enough for any start.
const PATIENCE: Duration = Duration::from_mins(1);

/// The sources as they are deployed by default.
const SOURCES: &str = include_str!("../../../infra/sources.toml");

/// `consumer_cold_ratio`: so many starts of each, in turn.
pub async fn measure(lab: &Lab, starts: usize) -> Result<Vec<Figure>> {
    let scene = Scene::new().await;
    for number in 0..EVENTS {
        let (sku, description) = (format!("SKU-{number}"), format!("Ceramic mug {number}"));
        scene.post(&format!("msg_{number:024}"), &[(&sku, &description)]).await;
    }
    let first = batch(&sealed(&scene));
    let [mut ours, mut bare] =
        [lab.own("cold-consumer", "consumer", SOURCES)?, lab.launch("cold-bare", "bare_consumer")?];
    for launch in [&mut ours, &mut bare] {
        launch.variables.extend(variables(lab, &scene));
    }
    let (asked, of_bare) = (asked(lab, &ours, &first).await?, asked(lab, &bare, &first).await?);
    ensure!(requests(&asked) == requests(&of_bare), "not the same: {asked:?}, {of_bare:?}");
    let (mut of_ours, mut of_bares) = (Vec::new(), Vec::new());
    for _ in 0..starts {
        of_ours.push(start(&ours, &first).await?);
        of_bares.push(start(&bare, &first).await?);
    }
    let quickest = ratio(quickest_tenth(of_ours.clone()), quickest_tenth(of_bares.clone()));
    let (ours, bare) = (median(of_ours), median(of_bares));
    let how = format!(
        "CPU time of all threads from the start of the process to the end of its first batch of \
         {EVENTS} events, medians of {starts} starts in turn: {} over {} (quickest tenths: \
         {quickest:.2}); a start asks {}; the bare function {}",
        ms(ours),
        ms(bare),
        listed(&asked),
        listed(&of_bare),
    );
    Ok(vec![Figure::new("consumer_cold_ratio", ratio(ours, bare), 1.0, how)])
}

/// Tables that have nothing and take everything, behind TLS.
fn variables(lab: &Lab, scene: &Scene) -> Vec<(String, String)> {
    let variables = [
        ("LEDGER_TABLE", "ledger".to_owned()),
        ("CLASSIFICATIONS_TABLE", "classifications".to_owned()),
        ("CLASSIFIER_URL", scene.standin.url().to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", lab.sink.dynamodb_url()),
    ];
    variables.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

async fn start(launch: &Launch, first: &Bytes) -> Result<Duration> {
    let mut function = launch.start().await?;
    let (answer, _) = function.hand(first.clone(), PATIENCE).await?;
    ensure!(answer == r#"{"batchItemFailures":[]}"#, "{answer:?}");
    on_cpu(function.pid())
}

/// What one start asks of AWS.
async fn asked(lab: &Lab, launch: &Launch, first: &Bytes) -> Result<BTreeMap<String, u64>> {
    lab.sink.tally().take();
    start(launch, first).await?;
    Ok(lab.sink.tally().take())
}

/// How many requests of each kind. Both functions are to make the same.
fn requests(asked: &BTreeMap<String, u64>) -> BTreeMap<&str, u64> {
    let requests = asked.iter().filter(|(what, _)| *what != CONNECTIONS);
    requests.map(|(what, times)| (what.as_str(), *times)).collect()
}
