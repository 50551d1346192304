//! A function as Lambda runs it: a process with an environment and a Runtime API.

mod environment;
mod fleet;
mod launch;
mod process;
mod response;
mod runtime_api;

use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use bytes::Bytes;

use process::{PATIENCE, spawn};
use runtime_api::RuntimeApi;

pub use fleet::Fleet;
pub use launch::Launch;
pub use response::Response;

/// A running function. It dies with this value.
#[derive(Debug)]
pub struct Function {
    process: Child,
    api: RuntimeApi,
    started: Instant,
    log: PathBuf,
}

/// What a function answered, and when.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status in it.
    pub status: u16,
    /// Since the process was started.
    pub after: Duration,
}

impl Function {
    /// Starts a process; it has not run yet when this returns.
    pub async fn start(launch: &Launch) -> Result<Self> {
        let api = RuntimeApi::start().await?;
        let started = Instant::now();
        let process = spawn(launch, api.address())?;
        Ok(Self { process, api, started, log: launch.log.clone() })
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Hands it one event, and waits so long for what it answers, and when.
    pub async fn hand(&mut self, event: Bytes, patience: Duration) -> Result<(Bytes, Instant)> {
        let answered = tokio::time::timeout(patience, self.api.invoke(event));
        let log = self.log.display().to_string();
        tokio::select! {
            answered = answered => answered.context("no answer").and_then(|answer| answer),
            ended = ended(&mut self.process) => ended,
        }
        .with_context(|| format!("its log is {log}"))
    }

    /// Hands it one request of a sender, and waits for the answer.
    pub async fn invoke(&mut self, event: Bytes) -> Result<Answer> {
        let (payload, at) = self.hand(event, PATIENCE).await?;
        let response: Response = serde_json::from_slice(&payload)?;
        Ok(Answer { status: response.status_code, after: at.duration_since(self.started) })
    }

    /// The same, where nothing but 202 will do.
    pub async fn accepts(&mut self, event: Bytes) -> Result<Answer> {
        let answer = self.invoke(event).await?;
        if answer.status != 202 {
            bail!("answered {}; its log is {}", answer.status, self.log.display());
        }
        Ok(answer)
    }
}

/// A function that ends does so on its own account: Lambda kills, it does not ask.
async fn ended<T>(process: &mut Child) -> Result<T> {
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if let Some(status) = process.try_wait()? {
            bail!("the function ended: {status}");
        }
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _reaped_already = self.process.wait();
    }
}
