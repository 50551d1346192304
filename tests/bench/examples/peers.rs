//! `peers FUNCTIONS PYTHON NODE PROCESSES`: our functions beside the same ones as they are otherwise written.
//!
//! An example, so that it is built by the profile of chaos: what it measures are the functions in
//! `FUNCTIONS`, as they are built for Lambda.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};
use bench::peers::{self, Tools};
use bench::{Functions, Lab, clock};

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [functions, python, node, processes] = arguments.as_slice() else {
        bail!("usage: peers FUNCTIONS PYTHON NODE PROCESSES");
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let (python, node, processes) = (root.join(python), root.join(node), processes.parse()?);
    let functions = Functions::Packed(root.join(functions));
    let lab = Lab::open(functions, root.clone(), root.join(".local/bench")).await?;
    let file = root.join(".local/bench-peers.json");
    let tools = Tools { python, node, root, processes };
    let rows = peers::measure(&lab, &tools, |rows| peers::write(&file, rows, clock::now())).await?;
    writeln!(std::io::stdout().lock(), "{}", peers::table(&rows))?;
    Ok(())
}
