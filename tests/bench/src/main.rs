//! `bench FUNCTIONS [GROUP...]`: measures the figures to reach, all groups or those named.
//!
//! `FUNCTIONS` is the folder with the functions as they are built for Lambda on this machine's
//! processor.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use bench::door::{self, Effort};
use bench::{Figure, Functions, Lab, clock, cold, consumer, logs, memory, package, report};

const USAGE: &str = "usage: bench FUNCTIONS [cold] [consumer] [door] [logs] [memory] [package] [package-as-it-stands]";

/// Enough for ratios to two digits, in about a minute.
const EFFORT: Effort = Effort { starts: 60, pairs: 9 };

/// Starts of the consumer.
const STARTS: usize = 40;

#[tokio::main]
async fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let state = root.join(".local");
    let mut arguments = std::env::args().skip(1);
    let functions = root.join(arguments.next().context(USAGE)?);
    let mut figures = Vec::new();
    for group in groups(arguments)? {
        figures.extend(measure(&group, &root, &functions, &state.join("bench")).await?);
    }
    report::write(&state.join("bench.json"), &figures, clock::now())?;
    writeln!(std::io::stdout().lock(), "{}", report::table(&figures))?;
    Ok(())
}

/// Those that are asked for, or all.
fn groups(args: impl Iterator<Item = String>) -> Result<Vec<String>> {
    let asked: Vec<String> = args.collect();
    if asked.iter().any(|group| group.starts_with('-')) {
        bail!(USAGE);
    }
    let all =
        || ["cold", "consumer", "door", "logs", "memory", "package"].map(str::to_owned).to_vec();
    Ok(if asked.is_empty() { all() } else { asked })
}

/// A group's figures. New groups of figures are added here.
async fn measure(group: &str, root: &Path, functions: &Path, folder: &Path) -> Result<Vec<Figure>> {
    match group {
        "cold" => cold::measure(&lab(functions, folder).await?, STARTS).await,
        "consumer" => consumer::measure().await,
        "door" => door::measure(&lab(functions, folder).await?, EFFORT).await,
        "logs" => logs::measure(&lab(functions, folder).await?).await,
        "memory" => memory::measure(&lab(functions, folder).await?).await,
        "package" => package::measure(root, false),
        "package-as-it-stands" => package::measure(root, true),
        _ => bail!(USAGE),
    }
}

/// The bare functions are built beside this program, by the same `cargo build`.
async fn lab(functions: &Path, folder: &Path) -> Result<Lab> {
    let program = std::env::current_exe()?;
    let programs = program.parent().context("a program without a folder")?.to_owned();
    Lab::open(Functions::Packed(functions.to_owned()), programs, folder.to_owned()).await
}
