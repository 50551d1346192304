//! `peers PROGRAMS PYTHON NODE PROCESSES`: our functions beside the same ones as they are otherwise written.
//!
//! An example, so that it is built by the profile of chaos: what it measures are the programs in
//! `PROGRAMS`, built as a release.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use bench::peers::{self, Tools};
use bench::{Lab, clock};

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [programs, python, node, processes] = arguments.as_slice() else {
        bail!("usage: peers PROGRAMS PYTHON NODE PROCESSES");
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let (python, node, processes) = (root.join(python), root.join(node), processes.parse()?);
    let lab = Lab::open(root.join(programs), root.join(".local/bench")).await?;
    let file = root.join(".local/bench-peers.json");
    let tools = Tools { python, node, root, processes };
    let rows = peers::measure(&lab, &tools, |rows| peers::write(&file, rows, clock::now())).await?;
    writeln!(std::io::stdout().lock(), "{}", peers::table(&rows))?;
    Ok(())
}
