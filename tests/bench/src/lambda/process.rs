//! A process as Lambda starts it.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::lambda::environment;
use crate::lambda::launch::Launch;

/// No figure is about a function that takes longer to answer; it hangs.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// A process with nothing but what Lambda gives it.
pub(super) fn spawn(launch: &Launch, runtime_api: &str) -> Result<Child> {
    let log = File::create(&launch.log).with_context(|| launch.log.display().to_string())?;
    Command::new(&launch.program)
        .args(&launch.arguments)
        .env_clear()
        .envs(environment::of(launch, runtime_api))
        .current_dir(&launch.task_root)
        .stdin(Stdio::null())
        .stderr(log.try_clone()?)
        .stdout(log)
        .spawn()
        .with_context(|| format!("cannot start {}", launch.program.display()))
}
