//! What an invocation counts is in the log while it still runs.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::process::Command;

use telemetry::{FLUSH_EVERY, Metrics};
use tokio::time::sleep;

/// The other half of the tests below: metrics belong to a process, and so does its output. The
/// clock jumps, so that minutes take no time.
#[tokio::test(start_paused = true)]
#[ignore = "run by the tests below, in a process of its own"]
#[expect(clippy::print_stdout, reason = "a mark among the metrics")]
async fn works_for_minutes() {
    let metrics = Metrics::init("Tidewaiter/test".to_owned());
    let work = async {
        metrics::counter!("begun").increment(1);
        sleep(FLUSH_EVERY * 3).await;
        println!("STILL AT WORK");
        metrics::counter!("ended").increment(1);
        42
    };
    assert_eq!(metrics.during(work).await, 42);
    println!("OVER");
}

fn output() -> String {
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "works_for_minutes", "--ignored", "--nocapture"])
        .output()
        .expect("it runs");
    String::from_utf8(child.stdout).expect("text")
}

#[test]
fn what_was_counted_is_written_while_the_work_goes_on_and_the_rest_at_its_end() {
    let output = output();
    let (before, rest) = output.split_once("STILL AT WORK").expect("the work");
    let (then, _) = rest.split_once("OVER").expect("its end");
    assert!(before.contains("\"begun\":1") && !before.contains("ended"), "{before}");
    assert!(then.contains("\"ended\":1") && !then.contains("begun"), "{then}");
}
