//! Who is compared, and how each is started.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::door::DEPLOYED;
use crate::{Lab, Launch};

/// What the peers are run by, and where this repository is.
#[derive(Clone, Debug)]
pub struct Tools {
    /// A Python with the runtime and Powertools.
    pub python: PathBuf,
    /// Node.js.
    pub node: PathBuf,
    /// The repository.
    pub root: PathBuf,
    /// Processes of each whose CPU is measured; medians want three or more.
    pub processes: usize,
}

impl Tools {
    /// Where the peers' code is.
    pub fn peers(&self) -> PathBuf {
        self.root.join("tests/bench/peers")
    }
}

/// One way to write both functions.
#[derive(Clone, Debug)]
pub struct Contestant {
    /// The door.
    pub door: Launch,
    /// The consumer.
    pub consumer: Launch,
    /// How many events of a backlog it is handed at once: what a fifth of 1,000 is to us, by the
    /// mapping of the template; ten to whoever makes a call of half a minute for each.
    pub batch: usize,
}

/// What is handed at once to whoever makes a call for each.
pub const TEN: usize = 10;

/// Ours, Python, Node, in this order everywhere.
pub fn all(lab: &Lab, tools: &Tools) -> Result<Vec<Contestant>> {
    Ok(vec![ours(lab, "ours", DEPLOYED)?, python(lab, tools)?, node(lab, tools)?])
}

/// Ours, with these sources, in folders of this name: they are read at each start.
pub fn ours(lab: &Lab, name: &str, sources: &str) -> Result<Contestant> {
    Ok(Contestant {
        door: lab.own(&format!("peers-{name}-door"), "ingress", sources)?,
        consumer: lab.own(&format!("peers-{name}-consumer"), "consumer", sources)?,
        batch: 200,
    })
}

fn python(lab: &Lab, tools: &Tools) -> Result<Contestant> {
    let launch = |module: &str| {
        let launch = lab.launch(&format!("peers-python-{module}"), &text(&tools.python))?;
        let code = format!("{module}.py");
        copy(&tools.peers().join("python").join(&code), &launch.task_root.join(code))?;
        let arguments = ["-m", "awslambdaric", &format!("{module}.handler")].map(str::to_owned);
        let trust = ("AWS_CA_BUNDLE".to_owned(), text(&lab.trust()));
        let variables = launch.variables.iter().cloned().chain([trust]).collect();
        anyhow::Ok(Launch { arguments: arguments.to_vec(), variables, ..launch })
    };
    Ok(Contestant { door: launch("door")?, consumer: launch("consumer")?, batch: TEN })
}

fn node(lab: &Lab, tools: &Tools) -> Result<Contestant> {
    let authority = text(&lab.authority()?);
    let launch = |module: &str| {
        let launch = lab.launch(&format!("peers-node-{module}"), &text(&tools.node))?;
        for code in [format!("{module}.mjs"), "runtime.mjs".to_owned()] {
            copy(&tools.peers().join("node/dist").join(&code), &launch.task_root.join(code))?;
        }
        let own = [
            ("_HANDLER".to_owned(), format!("{module}.handler")),
            // The system's certificates are built in.
            ("NODE_EXTRA_CA_CERTS".to_owned(), authority.clone()),
        ];
        let variables = launch.variables.iter().cloned().chain(own).collect();
        anyhow::Ok(Launch { arguments: vec!["runtime.mjs".to_owned()], variables, ..launch })
    };
    Ok(Contestant { door: launch("door")?, consumer: launch("consumer")?, batch: TEN })
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::copy(from, to).with_context(|| from.display().to_string())?;
    Ok(())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

impl Contestant {
    /// The same, each process held to one CPU.
    pub fn pinned(&self) -> Self {
        let (door, consumer) = (self.door.pinned(), self.consumer.pinned());
        Self { door, consumer, batch: self.batch }
    }
}
