//! `chaos [SEED [EVENTS [REDRIVES]]]`: the figures of chaos, by this seed or by any. Findings are
//! named, and so is the command that repeats them.
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
    let again = again(chaos);
    writeln!(std::io::stderr(), "{again}")?;
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
    writeln!(out, "seed {}, trace {}: `{again}` repeats it", chaos.seed, outcome.trace)?;
    ensure!(outcome.verdict.findings.is_empty(), "`{again}` repeats these findings");
    Ok(())
}

/// The command that repeats a run.
fn again(Chaos { seed, events, redrives, .. }: Chaos) -> String {
    let redrives = if redrives == 0 { String::new() } else { format!(" REDRIVES={redrives}") };
    format!("make chaos SEED={seed} EVENTS={events}{redrives}")
}

/// What is run: any seed, 10,000 events, as many consumers as the mapping has pollers, and no
/// redrive.
fn asked(args: Vec<String>) -> Result<Chaos> {
    let mut args = args.into_iter();
    let mut number = |or: u64| match args.next().filter(|arg| !arg.is_empty()) {
        Some(arg) => arg.parse().with_context(|| format!("{arg} is no number")),
        None => Ok(or),
    };
    let any = u64::try_from(clock::now().as_second().rem_euclid(1_000_000))?;
    let (seed, events, redrives) = (number(any)?, number(10_000)?, number(0)?);
    let (events, redrives) = (usize::try_from(events)?, usize::try_from(redrives)?);
    Ok(Chaos { seed, events, consumers: 5, redrives })
}

fn figures(chaos: Chaos, outcome: &Outcome) -> Vec<Figure> {
    let Outcome { verdict, messages, redriven, invocations, deaths, took, .. } = outcome;
    let how = format!(
        "seed {}: {} events in {messages} messages ({redriven} redriven), {invocations} \
         invocations of which {deaths} died, {} answers on record of which {} were carried, {} \
         states superseded, {} items paid for, {} answers of these lost on the wire or with who \
         heard them, {} lost and looked up, {} second to another event's; {} hours of the scaled \
         clock",
        chaos.seed,
        chaos.events,
        verdict.recorded,
        verdict.carried,
        verdict.superseded,
        verdict.paid,
        verdict.lost,
        verdict.looked_up,
        verdict.side_by_side,
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
