//! `chaos [SEED [EVENTS]]`: the figures of chaos, by this seed or by any. Findings are named.
//!
//! An example, since its clock can be paused: tokio's `test-util` is to be in no other program.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use bench::{Figure, clock, report};
use oracle::Kind;
use pipeline::chaos::{Chaos, Outcome};

/// How many findings are named.
const NAMED: usize = 20;

fn main() -> Result<()> {
    let chaos = asked(std::env::args().skip(1).collect())?;
    writeln!(std::io::stderr(), "SEED={}, {} events", chaos.seed, chaos.events)?;
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build()?;
    let outcome = runtime.block_on(chaos.run());
    let figures = figures(chaos, &outcome);
    let state = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.local");
    std::fs::create_dir_all(&state)?;
    report::write(&state.join("bench.json"), &figures, clock::now())?;
    let mut out = std::io::stdout().lock();
    for (kind, what) in outcome.verdict.findings.iter().take(NAMED) {
        writeln!(out, "{kind:?}: {what}")?;
    }
    writeln!(out, "{}", report::table(&figures))?;
    ensure!(outcome.verdict.findings.is_empty(), "SEED={} repeats this", chaos.seed);
    Ok(())
}

/// What is run: any seed, 10,000 events, and as many consumers as the mapping has pollers.
fn asked(args: Vec<String>) -> Result<Chaos> {
    let mut args = args.into_iter().filter(|arg| !arg.is_empty());
    let number = |arg: Option<String>, or: u64| match arg {
        Some(arg) => arg.parse().with_context(|| format!("{arg} is no number")),
        None => Ok(or),
    };
    let any = u64::try_from(clock::now().as_second().rem_euclid(1_000_000))?;
    let seed = number(args.next(), any)?;
    let events = usize::try_from(number(args.next(), 10_000)?)?;
    Ok(Chaos { seed, events, consumers: 5 })
}

fn figures(chaos: Chaos, outcome: &Outcome) -> Vec<Figure> {
    let Outcome { verdict, messages, invocations, deaths, took } = outcome;
    let how = format!(
        "seed {}: {} events in {messages} messages, {invocations} invocations of which {deaths} \
         died, {} answers on record, {} items paid for, {} answers of these lost on the wire or \
         with who heard them, {} lost and looked up; {} hours of the scaled clock",
        chaos.seed,
        chaos.events,
        verdict.recorded,
        verdict.paid,
        verdict.unheard,
        verdict.recovered,
        took.as_secs() / 3600,
    );
    let figure = |name, kind| Figure::new(name, count(verdict.count(kind)), 0.0, how.clone());
    vec![
        figure("chaos_lost", Kind::Lost),
        figure("chaos_double", Kind::Double),
        figure("chaos_repaid", Kind::Repaid),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "a count of findings")]
fn count(findings: usize) -> f64 {
    findings as f64
}
