//! What is started.

use std::path::PathBuf;

/// What is started, and with what.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The binary.
    pub program: PathBuf,
    /// Its arguments: ours take none.
    pub arguments: Vec<String>,
    /// Its variables, beside those that Lambda sets.
    pub variables: Vec<(String, String)>,
    /// Where it finds what is packed beside it (`LAMBDA_TASK_ROOT`).
    pub task_root: PathBuf,
    /// Where its output goes.
    pub log: PathBuf,
}

impl Launch {
    /// The same, held to the first CPU: no more than one is what a small function has on Lambda.
    #[must_use]
    pub fn pinned(&self) -> Self {
        let program = self.program.display().to_string();
        let before = ["-c".to_owned(), "0".to_owned(), program];
        let arguments = before.into_iter().chain(self.arguments.clone()).collect();
        Self { program: PathBuf::from("taskset"), arguments, ..self.clone() }
    }
}
