//! A catalogue that is sent by the operator's command, killed in the middle and run again: each row is
//! sent, paid for and recorded once.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use stack::{Stack, unique};

const ROWS: usize = 300;

/// The operator's command, which is built with everything that the stack needs.
fn tidewaiter() -> Command {
    let test = std::env::current_exe().expect("this test's own path");
    let built = test.parent().and_then(Path::parent).expect("the directory of what was built");
    Command::new(built.join("tidewaiter"))
}

/// A catalogue of its own, in a directory of its own.
struct Catalogue {
    file: PathBuf,
    items: Vec<String>,
}

impl Catalogue {
    fn new() -> Self {
        let name = unique("backfill");
        let directory = std::env::temp_dir().join(&name);
        std::fs::create_dir(&directory).expect("a directory");
        let items: Vec<_> = (0..ROWS).map(|row| format!("{name}-{row:03}")).collect();
        // As Excel writes it: a byte order mark, semicolons, CRLF.
        let mut text = "\u{feff}SKU;Description;Origin;Revision\r\n".to_owned();
        for item in &items {
            write!(text, "{item};Cotton shirt of {item};DE;1\r\n").expect("a text");
        }
        let file = directory.join("catalogue.csv");
        std::fs::write(&file, text).expect("a file");
        Self { file, items }
    }

    /// The command that sends it and waits.
    fn backfill(&self) -> Command {
        let mut command = tidewaiter();
        command.arg("backfill").arg(&self.file);
        command.args(["--source", "erp", "--price", "0.02", "--yes", "--wait", "--json"]);
        command
    }

    /// The events that are noted as sent.
    fn sent(&self) -> Vec<String> {
        let journal = self.file.with_extension("csv.sent");
        let text = std::fs::read_to_string(journal).unwrap_or_default();
        text.lines().skip(1).map(str::to_owned).collect()
    }

    /// Kills the command once it has sent something.
    async fn killed(&self) {
        let before = self.sent().len();
        let quiet = (Stdio::null(), Stdio::null());
        let mut child = self.backfill().stdout(quiet.0).stderr(quiet.1).spawn().expect("it runs");
        while self.sent().len() == before && child.try_wait().expect("a process").is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }

    fn run(&self) -> Output {
        self.backfill().output().expect("the command runs")
    }
}

impl Drop for Catalogue {
    fn drop(&mut self) {
        if let Some(directory) = self.file.parent() {
            // A directory that stays is in nobody's way.
            let _ = std::fs::remove_dir_all(directory);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_catalogue_that_is_killed_twice_and_run_again_counts_each_row_once() {
    let (stack, catalogue) = (Stack::open().await, Catalogue::new());
    catalogue.killed().await;
    catalogue.killed().await;
    let output = catalogue.run();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&report["waited"]["done"], &report["waited"]["open"]), (&ROWS.into(), &0.into()));

    let mut sent = catalogue.sent();
    let noted = sent.len();
    sent.sort();
    sent.dedup();
    assert_eq!(noted, sent.len(), "no event is noted twice");
    for item in &catalogue.items {
        assert_eq!(stack.versions("acme", item).await.len(), 1, "{item}");
    }
    let items: Vec<_> = catalogue.items.iter().map(String::as_str).collect();
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for item in stack.asked(&items).await {
        *asked.entry(item).or_default() += 1;
    }
    assert_eq!(asked.len(), ROWS);
    assert!(asked.values().all(|times| *times == 1), "{asked:?}");

    let results = std::fs::read_to_string(catalogue.file.with_extension("results.csv"));
    let results = results.expect("the results, beside the file");
    assert_eq!(results.lines().count(), ROWS + 1);

    let again = catalogue.run();
    let report: serde_json::Value = serde_json::from_slice(&again.stdout).expect("JSON");
    assert_eq!((&report["sent"], &report["to_ask"]), (&0.into(), &0.into()));
}
