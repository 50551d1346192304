//! `simulate [seed=N] [seeds=N] [events=N] [keep=1,2,…] [without=skew,…] [bug=NAME] [log=info]`: the
//! whole system from one seed, and from so many seeds, perhaps with what its functions log. The first
//! run with findings is made small, and the command that repeats it is said. `simulate planted=N
//! [events=N]`: by which of so many seeds each planted bug is found, as a table.
//!
//! An example, since its clock can be paused: tokio's `test-util` is to be in no other program.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use bench::usage;
use mimalloc::MiMalloc;
use oracle::Kind;
use pipeline::chaos::{Bug, Outcome, Run, Trouble, Without, shrink};
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

/// As in the functions, and for the same reason.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How many findings of a run are named.
const NAMED: usize = 8;

/// Runs of so few seeds have a line each.
const LINES: u64 = 20;

/// How many runs it may take to make one small.
const SHRINKS: u64 = 400;

/// Seeds, unless it is said how many.
const SEEDS: u64 = 20;

/// Events of a run, unless it is said how many.
const EVENTS: usize = 100;

fn main() -> Result<()> {
    let asked = Asked::read(std::env::args().skip(1))?;
    if let Some(level) = asked.0.get("log") {
        log(level.parse()?);
    }
    match asked.number("planted")? {
        Some(seeds) => planted(&asked.run()?, seeds),
        None => simulate(&asked),
    }
}

/// Writes what the functions log to stderr, each line with the time of its run's own clock.
fn log(level: LevelFilter) {
    let lines = tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr);
    lines.with_timer(Scaled::default()).init();
}

/// The scaled clock, from the first line on.
#[derive(Default)]
struct Scaled(OnceLock<Instant>);

impl FormatTime for Scaled {
    fn format_time(&self, line: &mut Writer<'_>) -> std::fmt::Result {
        let seconds = self.0.get_or_init(Instant::now).elapsed().as_secs();
        write!(line, "{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
    }
}

/// What is asked for, by name.
struct Asked(BTreeMap<String, String>);

impl Asked {
    fn read(args: impl Iterator<Item = String>) -> Result<Self> {
        let known =
            ["seed", "seeds", "events", "keep", "without", "bug", "planted", "shrinks", "log"];
        let mut asked = BTreeMap::new();
        for arg in args {
            let (name, value) = arg.split_once('=').with_context(|| format!("`{arg}`: no `=`"))?;
            ensure!(known.contains(&name), "{name}: none of {known:?}");
            if !value.is_empty() {
                asked.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Self(asked))
    }

    fn number(&self, name: &str) -> Result<Option<u64>> {
        let number = self.0.get(name).map(|text| text.parse());
        number.transpose().with_context(|| format!("{name} is no number"))
    }

    fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flat_map(|text| text.split(','))
    }

    fn run(&self) -> Result<Run> {
        let events = self.number("events")?.map(usize::try_from).transpose()?.unwrap_or(EVENTS);
        let mut run = Run::whole(self.number("seed")?.unwrap_or(1), events);
        for name in self.words("without") {
            let trouble = Trouble::named(name).ok_or_else(|| anyhow!("{name}: no trouble"))?;
            run.without.insert(trouble);
        }
        if self.0.contains_key("keep") {
            let keep: Result<BTreeSet<usize>, _> = self.words("keep").map(str::parse).collect();
            run.keep = Some(keep?);
        }
        if let Some(name) = self.0.get("bug") {
            run.bug = Some(Bug::named(name).ok_or_else(|| anyhow!("{name}: no bug"))?);
        }
        Ok(run)
    }
}

fn play(run: &Run) -> Result<Outcome> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build()?;
    Ok(runtime.block_on(run.play()))
}

/// What all runs came to.
#[derive(Default)]
struct Sum {
    deliveries: usize,
    days: u64,
    deaths: usize,
    outlived: usize,
    recorded: usize,
    traces: Sha256,
}

impl Sum {
    fn add(&mut self, outcome: &Outcome) {
        self.deliveries += outcome.deliveries;
        self.days += outcome.took.as_secs() / 86_400;
        self.deaths += outcome.deaths + outcome.dispatchers_died;
        self.outlived += outcome.outlived;
        self.recorded += outcome.verdict.recorded;
        self.traces.update(&outcome.trace);
    }

    fn line(self, first: &Run, seeds: u64, failed: usize, took: Duration) -> String {
        let took = took.as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "a count of deliveries")]
        let a_minute = self.deliveries as f64 / took * 60.0;
        let Self { deliveries, days, deaths, outlived, recorded, traces } = self;
        let failed =
            if failed == 0 { "nothing".to_owned() } else { format!("{failed} with something") };
        format!(
            "{seeds} seeds of {} events, {failed} found: {deliveries} deliveries (messages handed to \
             consumers and requests at the door), {deaths} deaths, {outlived} invocations beyond their \
             claims, {recorded} answers on record, {days} days of the scaled clock, {took:.0} s of one \
             core, {a_minute:.0} deliveries a minute of it; trace {}",
            first.events,
            hex::encode(traces.finalize()),
        )
    }
}

fn simulate(asked: &Asked) -> Result<()> {
    let first = asked.run()?;
    let shrinks = usize::try_from(asked.number("shrinks")?.unwrap_or(SHRINKS))?;
    let one = if asked.0.contains_key("seed") { 1 } else { SEEDS };
    let seeds = asked.number("seeds")?.unwrap_or(one);
    let (mut sum, mut failing) = (Sum::default(), Vec::new());
    let mut out = std::io::stdout().lock();
    let run = |number| Run { seed: first.seed.saturating_add(number), ..first.clone() };
    let runs: Vec<Run> = (0..seeds).map(run).collect();
    let at_once = std::thread::available_parallelism()?.get();
    for runs in runs.chunks(at_once) {
        for (run, outcome) in runs.iter().zip(at_once_each(runs)?) {
            sum.add(&outcome);
            let finding = outcome.verdict.findings.first();
            if seeds <= LINES || finding.is_some() {
                writeln!(out, "{}", line(run, &outcome))?;
            }
            if let Some((kind, _)) = finding {
                name(&mut out, &outcome)?;
                writeln!(out, "repeat: {}", again(run))?;
                failing.push((run, *kind));
            }
        }
    }
    let took = usage::cpu_time(std::process::id())?;
    writeln!(out, "{}", sum.line(&first, seeds, failing.len(), took))?;
    match failing.first() {
        Some(_) if shrinks == 0 => bail!("{} seeds with findings", failing.len()),
        Some((run, kind)) => make_small(&mut out, run, *kind, shrinks),
        None => Ok(()),
    }
}

/// Plays each on a thread of its own: none knows of another.
fn at_once_each(runs: &[Run]) -> Result<Vec<Outcome>> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = runs.iter().map(|run| scope.spawn(|| play(run))).collect();
        let joined = threads.into_iter().map(|thread| match thread.join() {
            Ok(outcome) => outcome,
            Err(_) => bail!("a run has panicked"),
        });
        joined.collect()
    })
}

fn line(run: &Run, outcome: &Outcome) -> String {
    let Outcome { verdict, deliveries, invocations, deaths, outlived, took, trace, .. } = outcome;
    format!(
        "seed {}: {deliveries} deliveries, {invocations} invocations ({deaths} died, {outlived} \
         beyond their claims), {} answers, {} items paid for, {} h; {} findings; trace {trace}",
        run.seed,
        verdict.recorded,
        verdict.paid,
        took.as_secs() / 3_600,
        verdict.findings.len(),
    )
}

/// Names the first findings of a run.
fn name(out: &mut impl Write, outcome: &Outcome) -> Result<()> {
    for (kind, what) in outcome.verdict.findings.iter().take(NAMED) {
        writeln!(out, "  {kind:?}: {what}")?;
    }
    Ok(())
}

/// Makes a run small that has findings of this kind, and says how what is left is repeated.
fn make_small(out: &mut impl Write, run: &Run, kind: Kind, shrinks: usize) -> Result<()> {
    writeln!(out, "making seed {} small…", run.seed)?;
    let fails = |run: &Run| play(run).is_ok_and(|outcome| outcome.verdict.count(kind) > 0);
    let small = shrink(run, shrinks, fails);
    name(out, &play(&small)?)?;
    let events = small.keep.as_ref().map_or(small.events, BTreeSet::len);
    bail!("{events} events fail alike: {}", again(&small))
}

/// The command that repeats a run.
fn again(run: &Run) -> String {
    let mut command = format!("make simulate SEED={} EVENTS={}", run.seed, run.events);
    let listed = |words: Vec<String>| words.join(",");
    if let Some(keep) = &run.keep {
        let keep = keep.iter().map(ToString::to_string).collect();
        command = format!("{command} KEEP={}", listed(keep));
    }
    if !run.without.is_empty() {
        let names = |without: &Without| without.iter().map(|one| one.name().to_owned()).collect();
        command = format!("{command} WITHOUT={}", listed(names(&run.without)));
    }
    if let Some(bug) = run.bug {
        command = format!("{command} BUG={}", bug.name());
    }
    command
}

/// The table of planted bugs. Seeds by which something is found where nothing is planted say nothing.
fn planted(first: &Run, seeds: u64) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "| Planted | `BUG=` | Found by seed | What is found |\n|---|---|---|---|")?;
    let (mut unfound, mut sound) = (Vec::new(), BTreeMap::new());
    let bugs = Bug::ALL.iter().copied().filter(|bug| first.bug.is_none_or(|only| only == *bug));
    for bug in bugs {
        let found = found(&Run { bug: Some(bug), ..first.clone() }, seeds, &mut sound)?;
        if found.is_none() {
            unfound.push(bug.name());
        }
        let (seed, what) = match found {
            Some((seed, kind, count)) => (seed.to_string(), format!("{kind:?}, {count} in all")),
            None => (format!("none of {seeds}"), String::new()),
        };
        writeln!(out, "| {} | `{}` | {seed} | {what} |", bug.says(), bug.name())?;
        out.flush()?;
    }
    let events = first.events;
    ensure!(unfound.is_empty(), "not found by {seeds} seeds of {events} events: {unfound:?}");
    Ok(())
}

/// The first seed that finds the bug of a run, and what it finds.
fn found(
    run: &Run,
    seeds: u64,
    sound: &mut BTreeMap<u64, bool>,
) -> Result<Option<(u64, Kind, usize)>> {
    for seed in 1..=seeds {
        let run = Run { seed, ..run.clone() };
        let findings = play(&run)?.verdict.findings;
        let Some((kind, _)) = findings.first() else { continue };
        let is_sound = match sound.get(&seed) {
            Some(known) => *known,
            None => play(&Run { bug: None, ..run.clone() })?.verdict.findings.is_empty(),
        };
        sound.insert(seed, is_sound);
        if is_sound {
            return Ok(Some((seed, *kind, findings.len())));
        }
    }
    Ok(None)
}
