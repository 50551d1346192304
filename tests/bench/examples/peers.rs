//! `peers PROGRAMS PYTHON NODE`: our functions beside the same ones as they are otherwise written.
//!
//! An example, so that it is built by the profile of chaos: what it measures are the programs in
//! `PROGRAMS`, built as a release.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use bench::peers::{self, Tools};
use bench::{Lab, clock};

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [programs, python, node] = arguments.as_slice() else {
        bail!("usage: peers PROGRAMS PYTHON NODE");
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let tools = Tools { python: root.join(python), node: root.join(node), root: root.clone() };
    let lab = Lab::open(root.join(programs), root.join(".local/bench")).await?;
    let rows = peers::measure(&lab, &tools).await?;
    peers::write(&root.join(".local/bench-peers.json"), &rows, clock::now())?;
    writeln!(std::io::stdout().lock(), "{}", peers::table(&rows))?;
    Ok(())
}
