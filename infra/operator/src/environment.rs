//! What the environment says, read once.

use std::path::PathBuf;

/// What the environment says of stacks, and of who runs this command.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    /// `TIDEWAITER_STACK`: a stack file.
    pub stack: Option<PathBuf>,
    /// `TIDEWAITER_STACK_NAME`: a stack on AWS.
    pub stack_name: Option<String>,
    /// Who is signed in on this machine.
    pub user: Option<String>,
}

impl Environment {
    /// Reads it. A variable that is empty counts as one that is not there.
    pub fn read() -> Self {
        Self {
            stack: text("TIDEWAITER_STACK").map(PathBuf::from),
            stack_name: text("TIDEWAITER_STACK_NAME"),
            user: ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(text),
        }
    }
}

fn text(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?.to_string_lossy().into_owned();
    Some(value).filter(|value| !value.is_empty())
}
