//! The emulated Lambda and AWS, tried by real functions.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::process::Command;

use bench::delivery::Sender;
use bench::{Functions, Lab, Launch, clock, door, memory};

fn bare() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_bare"))
}

/// Beside the bare function, with the features that the whole workspace asks for, as the local
/// stack builds it: what is built already is not built again.
fn build(function: &str) {
    let arguments = ["build", "--quiet", "--workspace", "--bin", function];
    let built = Command::new(env!("CARGO")).args(arguments).status().expect("cargo");
    assert!(built.success());
}

async fn lab(name: &str) -> Lab {
    let programs = bare().parent().expect("a folder").to_owned();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    Lab::open(Functions::Beside, programs, folder).await.expect("a lab")
}

async fn status_of_one(launch: &Launch) -> u16 {
    let event = Sender::new().expect("a sender").next(clock::now());
    let mut function = launch.start().await.expect("a running function");
    function.invoke(event).await.expect("an answer").status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bare_function_sends_what_it_gets() {
    let lab = lab("bare").await;
    let status = status_of_one(&lab.launch("bare", "bare").expect("a launch")).await;
    let asked: Vec<_> = lab.sink.tally().take().into_iter().collect();
    assert_eq!(status, 202);
    assert_eq!(asked, [("SendMessage".to_owned(), 1), ("connections".to_owned(), 1)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ingress_accepts_what_the_bench_signs() {
    build("ingress");
    let lab = lab("ingress").await;
    let status = status_of_one(&lab.ingress("ingress", door::DEPLOYED).expect("a launch")).await;
    assert_eq!(status, 202);
    assert_eq!(lab.sink.tally().take().get("SendMessage"), Some(&1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_consumer_records_a_batch_of_a_thousand_in_the_memory_it_has() {
    build("consumer");
    let peak = memory::peak(&lab("consumer").await, 1_000).await.expect("all recorded");
    assert_eq!(peak.calls, 5);
    assert!(peak.mib < 128.0, "{peak:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_that_ends_is_reported_and_not_waited_for() {
    let lab = lab("ended").await;
    let mut launch = lab.launch("ended", "bare").expect("a launch");
    launch.variables.retain(|(name, _)| name != "QUEUE_URL");
    let mut function = launch.start().await.expect("a running function");
    let event = Sender::new().expect("a sender").next(clock::now());
    let error = function.invoke(event).await.expect_err("it ends");
    assert!(format!("{error:#}").contains("ended"), "{error:#}");
}
