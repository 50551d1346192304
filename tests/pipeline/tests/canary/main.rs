//! Secrets, signatures, descriptions and personal data turn up nowhere but where they must.
//!
//! The functions run over real clients, in a process of their own whose log is read whole: JSON
//! as telemetry writes it, metrics, and whatever else reaches standard output or error.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod acts;
mod aws;
mod canaries;
mod stage;

use std::process::Command;

use canaries::{Canary, canaries, found_in};
use stage::Stage;
use telemetry::Metrics;

/// More than an operator gets who asks for everything.
const LEVEL: &str = "trace";

/// The signatures of the play are canaries too.
fn all(stage: &Stage) -> Vec<Canary> {
    let signatures = acts::signatures(stage).into_iter();
    let signatures = signatures.map(|bytes| Canary::new("a good signature", &bytes));
    canaries().into_iter().chain(signatures).collect()
}

#[tokio::test]
#[ignore = "started by `no_line_that_is_written_holds_a_canary`, which reads what it writes"]
async fn the_play() {
    telemetry::init(LEVEL);
    let metrics = Metrics::init(telemetry::NAMESPACE.to_owned());
    let mut stage = Stage::new().await;
    let canaries = all(&stage);
    acts::successes(&mut stage).await;
    acts::strangers(&mut stage).await;
    acts::stale(&mut stage).await;
    acts::malformed(&mut stage).await;
    acts::outages(&mut stage).await;
    acts::refusals(&mut stage).await;
    acts::api_failures(&mut stage).await;
    acts::pointers(&mut stage).await;
    acts::breakages(&mut stage).await;
    assert_rows_are_clean(&stage, &canaries).await;
    acts::lost_tables(&mut stage).await;
    metrics.flush();
    assert!(stage.said.len() > 40, "{}", stage.said.len());
    for (what, text) in &stage.said {
        assert_eq!(found_in(text, &canaries), Vec::<&str>::new(), "{what}");
    }
}

/// Of a ledger's row all is looked at but the message of an event that waits, which is sent on as it
/// came; of an answer's row all but the provider's own words, what
/// was asked, and the item's number, which is its key.
async fn assert_rows_are_clean(stage: &Stage, canaries: &[Canary]) {
    let ledger = stage.rows("ledger", &["envelope"]).await;
    let asked = ["answer", "item", "item_id", "description", "country_of_origin"];
    let answers = stage.rows("answers", &asked).await;
    assert!(ledger.len() > 20 && answers.len() > 2, "{} {}", ledger.len(), answers.len());
    for row in ledger.iter().chain(&answers) {
        let found = found_in(row, canaries);
        assert!(found.is_empty(), "{found:?} in a row");
    }
}

#[tokio::test]
async fn no_line_that_is_written_holds_a_canary() {
    let output = tokio::task::spawn_blocking(|| {
        Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", "the_play", "--ignored", "--nocapture"])
            .env("RUST_BACKTRACE", "0")
            .output()
            .expect("the play")
    });
    let output = output.await.expect("the play");
    let written = [output.stdout, output.stderr].concat();
    let written = String::from_utf8(written).expect("text");
    let canaries = all(&Stage::new().await);
    let leaks = written.lines().filter_map(|line| {
        let found = found_in(line, &canaries);
        (!found.is_empty()).then(|| (found, origin(line)))
    });
    let leaks: std::collections::BTreeSet<_> = leaks.collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
    assert!(output.status.success(), "{}", tail(&written));
    for line in ["accepted", "refused", "call failed", "done", "panic", "duplicate"] {
        assert!(written.contains(&format!("\"message\":\"{line}\"")), "no line says {line}");
    }
}

/// Whose line it is.
fn origin(line: &str) -> String {
    let line: Option<serde_json::Value> = serde_json::from_str(line).ok();
    let text = |name: &str| line.as_ref().and_then(|line| line[name].as_str()).unwrap_or("?");
    format!("{} {}: {:.60}", text("level"), text("target"), text("message"))
}

/// The end of what was written, where a failed assertion stands.
fn tail(written: &str) -> String {
    let lines: Vec<_> = written.lines().rev().take(30).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}
