//! Several environments of one function.

use std::process::Child;
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;

use crate::lambda::launch::Launch;
use crate::lambda::process::{PATIENCE, spawn};
use crate::lambda::response::Response;
use crate::lambda::runtime_api::RuntimeApi;
use crate::usage;

/// So many processes before one Runtime API, each of which has one event at a time, as Lambda hands
/// them out. They die with this value.
#[derive(Debug)]
pub struct Fleet {
    processes: Vec<Child>,
    api: RuntimeApi,
}

impl Fleet {
    /// Starts them; each has a log of its own.
    pub async fn start(launch: &Launch, size: usize) -> Result<Self> {
        let mut fleet = Self { processes: Vec::new(), api: RuntimeApi::start().await? };
        for number in 0..size {
            let log = launch.log.with_extension(number.to_string());
            let launch = Launch { log, ..launch.clone() };
            fleet.processes.push(spawn(&launch, fleet.api.address())?);
        }
        Ok(fleet)
    }

    /// Hands an event to whichever is free next, and waits so long for its answer.
    pub async fn hand(&self, event: Bytes, patience: Duration) -> Result<Bytes> {
        let answered = tokio::time::timeout(patience, self.api.invoke(event)).await;
        Ok(answered.context("no answer")??.0)
    }

    /// Hands it one request of a sender: what it answers.
    pub async fn invoke(&self, event: Bytes) -> Result<Response> {
        Ok(serde_json::from_slice(&self.hand(event, PATIENCE).await?)?)
    }

    /// The CPU time of all of them so far.
    pub fn cpu_time(&self) -> Result<Duration> {
        self.processes.iter().map(|process| usage::on_cpu(process.id())).sum()
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ended_already = process.kill();
            let _reaped_already = process.wait();
        }
    }
}
