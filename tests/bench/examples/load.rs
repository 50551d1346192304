//! `load FUNCTIONS MINUTES ENVIRONMENTS BACKLOG`: the real functions under load.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use bench::load::{Posts, ask, drain, post};
use bench::stats::ratio;
use bench::{Figure, Functions, Lab, clock, report};

/// Deliveries that come at once.
const BURST: usize = 5_000;

/// Deliveries of a minute, and how many of them the queue takes in a second at saturation.
const A_MINUTE: usize = 30_000;
const SATURATED: u32 = 150;

/// Consumers on one API key.
const CONSUMERS: usize = 10;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [functions, minutes, environments, backlog] = arguments.as_slice() else {
        bail!("usage: load FUNCTIONS MINUTES ENVIRONMENTS BACKLOG");
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let functions = Functions::Packed(root.join(functions));
    let lab = Lab::open(functions, root.clone(), root.join(".local/bench")).await?;
    let (minutes, environments) = (minutes.parse()?, environments.parse()?);
    let (backlog, file) = (backlog.parse().context("BACKLOG")?, root.join(".local/bench.json"));
    let mut figures = door(&lab, minutes, environments).await?;
    report::write(&file, &figures, clock::now())?;
    figures.push(shared_key(&lab, minutes).await?);
    report::write(&file, &figures, clock::now())?;
    figures.push(scaling(&lab, backlog).await?);
    report::write(&file, &figures, clock::now())?;
    writeln!(std::io::stdout().lock(), "{}", report::table(&figures))?;
    Ok(())
}

/// A burst, a steady load, and one that is more than the queue takes.
async fn door(lab: &Lab, minutes: usize, environments: usize) -> Result<Vec<Figure>> {
    let steady =
        Posts { environments, deliveries: A_MINUTE * minutes, at_once: environments, limit: None };
    let burst = Posts { deliveries: BURST, at_once: BURST, ..steady };
    let saturated = Posts { at_once: environments * 4, limit: Some(SATURATED), ..burst };
    let (mut lost, mut dishonest, mut how) = (0, 0, Vec::new());
    for (name, posts) in [("burst", burst), ("steady", steady), ("saturated", saturated)] {
        let posted = post(lab, posts).await?;
        lost += posted.lost;
        dishonest += posted.others.values().sum::<usize>();
        how.push(format!(
            "{name}: {} posts in {:.0} s, {} answered 202, {} 503 with Retry-After, of which {} are in the queue",
            posts.deliveries,
            posted.took.as_secs_f64(),
            posted.accepted,
            posted.refused,
            posted.kept_though_refused,
        ));
    }
    let how = format!("{environments} environments; {}", how.join("; "));
    Ok(vec![
        Figure::new("load_lost", number(lost), 0.0, how.clone()),
        Figure::new("load_dishonest", number(dishonest), 0.0, how),
    ])
}

/// The rate of one key, kept by all.
async fn shared_key(lab: &Lab, minutes: usize) -> Result<Figure> {
    let asked = ask(lab, CONSUMERS, 12 * minutes).await?;
    let how = format!(
        "{CONSUMERS} consumers, {} events: {} calls, {} allowed by the rate until the last of them; the busiest \
         ten seconds have {} of {}; {} messages came back; {} writes of the budget's row, {} of them came second",
        asked.events,
        asked.calls,
        asked.allowed,
        asked.busiest,
        asked.of_ten,
        asked.back,
        asked.writes,
        asked.refused,
    );
    Ok(Figure::new(
        "shared_key_excess",
        number(asked.calls.saturating_sub(asked.allowed)),
        0.0,
        how,
    ))
}

/// CPU of an event at a long backlog, over a short one.
async fn scaling(lab: &Lab, length: usize) -> Result<Figure> {
    const SHORT: usize = 1_000;
    let mut short = Vec::new();
    for _ in 0..5 {
        short.push(drain(lab, SHORT).await?.cpu);
    }
    let short = bench::stats::median(short);
    let long = drain(lab, length).await?;
    let how = format!(
        "CPU of the real consumer's process, after a first batch of 1,000: {:?} an event at {length} waiting \
         ({} calls; {} messages came back), {short:?} at {SHORT} (the median of five); all recorded",
        long.cpu, long.calls, long.back
    );
    Ok(Figure::new("backlog_scaling_process", ratio(long.cpu, short), 1.1, how))
}

#[expect(clippy::cast_precision_loss, reason = "thousands at most")]
fn number(count: usize) -> f64 {
    count as f64
}
