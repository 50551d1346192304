//! `chaos [SEED [EVENTS [REDRIVES [SEEDS]]]]`: the figures of chaos, by this seed or by any; by so
//! many seeds from it on. Findings are named, and so is the command that repeats them.
//!
//! An example, since its clock can be paused: tokio's `test-util` is to be in no other program.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use bench::{Figure, clock, report};
use oracle::Kind;
use pipeline::chaos::{Outcome, Run};

/// How many findings of a run are named.
const NAMED: usize = 20;

/// The figures, and what they count.
const FIGURES: [(&str, Kind); 4] = [
    ("chaos_lost", Kind::Lost),
    ("chaos_double", Kind::Double),
    ("chaos_repaid", Kind::Repaid),
    ("chaos_excess", Kind::Excess),
];

fn main() -> Result<()> {
    let (first, seeds) = asked(std::env::args().skip(1).collect())?;
    let mut outcomes = Vec::new();
    for number in 0..seeds {
        let chaos = Run { seed: first.seed.saturating_add(number), ..first.clone() };
        let outcome = run(&chaos)?;
        outcomes.push((chaos, outcome));
    }
    let state = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.local");
    std::fs::create_dir_all(&state)?;
    report::write(&state.join("bench.json"), &figures(&first, &outcomes), clock::now())?;
    let is_found = |(_, outcome): &&(Run, Outcome)| !outcome.verdict.findings.is_empty();
    let found = outcomes.iter().filter(is_found).count();
    ensure!(
        found == 0,
        "{found} of {seeds} runs have findings, each with the command to repeat it"
    );
    Ok(())
}

/// One run, and one line of it; its findings behind it.
fn run(chaos: &Run) -> Result<Outcome> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build()?;
    let outcome = runtime.block_on(chaos.play());
    let mut out = std::io::stdout().lock();
    let counts = FIGURES.map(|(name, kind)| format!("{name} {}", outcome.verdict.count(kind)));
    let (counts, how) = (counts.join(", "), how(chaos, &outcome));
    writeln!(out, "{counts}: {how}; trace {}; `{}`", outcome.trace, again(chaos))?;
    for (kind, what) in outcome.verdict.findings.iter().take(NAMED) {
        writeln!(out, "  {kind:?}: {what}")?;
    }
    Ok(outcome)
}

/// The command that repeats a run.
fn again(Run { seed, events, redrives, .. }: &Run) -> String {
    let redrives = if *redrives == 0 { String::new() } else { format!(" REDRIVES={redrives}") };
    format!("make chaos SEED={seed} EVENTS={events}{redrives}")
}

/// What is run: any seed, 10,000 events, as many consumers as the mapping has pollers, and no
/// redrive; and how many seeds.
fn asked(args: Vec<String>) -> Result<(Run, u64)> {
    let mut args = args.into_iter();
    let mut number = |or: u64| match args.next().filter(|arg| !arg.is_empty()) {
        Some(arg) => arg.parse().with_context(|| format!("{arg} is no number")),
        None => Ok(or),
    };
    let any = u64::try_from(clock::now().as_second().rem_euclid(1_000_000))?;
    let (seed, events, redrives) = (number(any)?, number(10_000)?, number(0)?);
    let (events, redrives) = (usize::try_from(events)?, usize::try_from(redrives)?);
    Ok((Run { redrives, ..Run::chaos(seed, events) }, number(1)?))
}

fn how(chaos: &Run, outcome: &Outcome) -> String {
    let Outcome { verdict, messages, redriven, invocations, deaths, took, .. } = outcome;
    let Outcome { dispatched, dispatchers_died, .. } = outcome;
    format!(
        "seed {}: {} events in {messages} messages ({dispatched} dispatched, {redriven} redriven), \
         {invocations} invocations of which {deaths} died, {dispatchers_died} dispatchers died, {} \
         answers on record of which {} were carried, {} states superseded, {} items paid for, {} \
         answers of these lost on the wire or with who heard them, {} lost and looked up, {} second \
         to another event's; the spend cap used up in {} hours of {} of the scaled clock",
        chaos.seed,
        chaos.events,
        verdict.recorded,
        verdict.carried,
        verdict.superseded,
        verdict.paid,
        verdict.lost,
        verdict.looked_up,
        verdict.side_by_side,
        verdict.spent_hours,
        took.as_secs() / 3600,
    )
}

fn figures(first: &Run, outcomes: &[(Run, Outcome)]) -> Vec<Figure> {
    let how = match outcomes {
        [(chaos, outcome)] => how(chaos, outcome),
        several => {
            let (events, last) =
                (first.events, first.seed.saturating_add(several.len() as u64 - 1));
            format!("{} runs of {events} events, seeds {} to {last}", several.len(), first.seed)
        }
    };
    let figure = |(name, kind)| {
        let found = outcomes.iter().map(|(_, outcome)| outcome.verdict.count(kind)).sum();
        Figure::new(name, count(found), 0.0, how.clone())
    };
    FIGURES.map(figure).to_vec()
}

#[expect(clippy::cast_precision_loss, reason = "a count of findings")]
fn count(findings: usize) -> f64 {
    findings as f64
}
