//! Whoever deploys.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use stack::{Stack, unique};

/// One deployment, over the running stack or (named) beside it: a sources file, parameters, and the
/// answer to the question.
pub struct Deployment {
    pub stack: String,
    pub sources: PathBuf,
    pub parameters: String,
    pub answer: &'static str,
}

/// What came of it.
pub struct Ended {
    pub success: bool,
    pub said: String,
}

/// The running stack's sources file with more at its end.
pub fn sources_with(stack: &Stack, more: &str) -> PathBuf {
    let sources = std::fs::read_to_string(&stack.file.sources).expect("the sources file");
    let path = std::env::temp_dir().join(format!("{}.toml", unique("sources")));
    std::fs::write(&path, format!("{sources}\n{more}")).expect("a file");
    path
}

/// A source of this name whose secret is `reference`.
pub fn source(name: &str, reference: &str) -> String {
    format!(
        "[source.{name}]\nscheme = \"github\"\ntenant = \"acme\"\nsecrets = [\"{reference}\"]\n"
    )
}

impl Deployment {
    /// Over the running stack, and whoever is asked is sure.
    pub fn over(sources: PathBuf, parameters: &str) -> Self {
        let parameters = parameters.to_owned();
        Self { stack: String::new(), sources, parameters, answer: "yes" }
    }

    /// Beside the running stack, with its sources.
    pub fn beside(running: &Stack, name: &str, parameters: &str) -> Self {
        let sources = PathBuf::from(&running.file.sources);
        Self { stack: name.to_owned(), ..Self::over(sources, parameters) }
    }

    /// Deploys, on a thread of its own: it takes seconds.
    pub async fn run(self) -> Ended {
        tokio::task::spawn_blocking(move || self.run_now()).await.expect("it ran")
    }

    fn run_now(self) -> Ended {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut command = Command::new(root.join(".venv/sam/bin/python"));
        command.args(["-m", "infra.local", "upgrade"]).current_dir(&root);
        command
            .env("STATE", state())
            .env("SOURCES", &self.sources)
            .env("STACK", &self.stack)
            .env("PARAMETERS", &self.parameters);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("python of `make test`");
        let mut stdin = child.stdin.take().expect("its input");
        // It may refuse before it asks.
        let _ = writeln!(stdin, "{}", self.answer);
        drop(stdin);
        let Output { status, stdout, stderr } = child.wait_with_output().expect("its end");
        let said =
            [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        Ended { success: status.success(), said }
    }
}

/// Where the stack file is.
#[expect(clippy::disallowed_methods, reason = "how `make test` tells a test where the stack is")]
fn state() -> PathBuf {
    let file = std::env::var("TIDEWAITER_STACK").expect("run these tests by `make test`");
    Path::new(&file).parent().expect("its directory").to_owned()
}
