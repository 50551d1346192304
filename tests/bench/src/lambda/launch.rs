//! What is started.

use std::path::PathBuf;

/// What is started, and with what.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The binary.
    pub program: PathBuf,
    /// Its variables, beside those that Lambda sets.
    pub variables: Vec<(String, String)>,
    /// Where it finds what is packed beside it (`LAMBDA_TASK_ROOT`).
    pub task_root: PathBuf,
    /// Where its output goes.
    pub log: PathBuf,
}
