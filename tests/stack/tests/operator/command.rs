//! Runs the command, as an operator does.

use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The answer, as programs read it.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).expect("JSON on stdout")
    }

    /// The list under this name, as programs read it.
    pub fn list(&self, name: &str) -> Vec<Value> {
        let json = self.json();
        json.get(name).and_then(Value::as_array).cloned().expect("a list")
    }
}

/// The program that was built with the stack.
fn program() -> std::path::PathBuf {
    let this = std::env::current_exe().expect("this program");
    let built = this.ancestors().nth(2).expect("where programs are built");
    built.join("tidewaiter")
}

pub(crate) fn command(line: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).args(line);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it to its end.
pub(crate) async fn run(line: &[&str]) -> Ran {
    ran(command(line)).await
}

/// The same, on a thread of its own: it takes seconds.
pub(crate) async fn ran(mut command: Command) -> Ran {
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("it ran");
    let output = output.expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let code = output.status.code().expect("an exit code");
    Ran { code, stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Starts it.
pub(crate) fn start(line: &[&str]) -> Child {
    command(line).spawn().expect("the command starts")
}
