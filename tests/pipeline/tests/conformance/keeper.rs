//! Who changes the secrets of the double.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use pipeline::conformance::secrets::Keeper;
use pipeline::doubles::{Content, MemorySecrets};

/// The double has no clock: this one goes on by a minute whenever it is asked.
#[derive(Debug, Default)]
pub struct MemoryKeeper {
    pub secrets: MemorySecrets,
    minutes: AtomicI64,
}

impl MemoryKeeper {
    fn now(&self) -> Timestamp {
        let minutes = self.minutes.load(Ordering::Relaxed);
        Timestamp::from_second(1_800_000_000 + minutes * 60).expect("a time")
    }
}

impl Keeper for MemoryKeeper {
    async fn later(&self) -> Timestamp {
        self.minutes.fetch_add(1, Ordering::Relaxed);
        self.now()
    }

    async fn create(&self, name: &str, text: &str) -> String {
        let made = self.secrets.create(name, Some(Content::Text(text)), self.now());
        made.expect("a new secret").to_string()
    }

    async fn create_bytes(&self, name: &str) {
        self.secrets.create(name, Some(Content::Bytes), self.now());
    }

    async fn create_empty(&self, name: &str) {
        self.secrets.create(name, None, self.now());
    }

    async fn put(&self, name: &str, text: &str) -> String {
        self.secrets.put(name, Content::Text(text), self.now()).to_string()
    }

    async fn put_pending(&self, name: &str, text: &str) -> String {
        self.secrets.put_pending(name, Content::Text(text), self.now()).to_string()
    }

    async fn move_current(&self, name: &str, _: &str, to: &str) {
        self.secrets.promote(name, to.parse().expect("a version"), self.now());
    }

    async fn delete(&self, name: &str) {
        self.secrets.delete(name, true);
    }

    async fn restore(&self, name: &str) {
        self.secrets.delete(name, false);
    }
}
