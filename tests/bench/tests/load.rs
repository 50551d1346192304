//! Small loads on the real programs. Only counts are asserted.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use bench::load::{Posts, ask, drain, post};
use bench::{Functions, Lab};

/// Once for all tests, with the features that the whole workspace asks for, as the local stack
/// builds the functions.
fn build() {
    static BUILT: LazyLock<bool> = LazyLock::new(|| {
        let arguments =
            ["build", "--quiet", "--workspace", "--bin", "ingress", "--bin", "consumer"];
        Command::new(env!("CARGO")).args(arguments).status().expect("cargo").success()
    });
    assert!(*BUILT);
}

async fn lab(name: &str) -> Lab {
    build();
    let bare = PathBuf::from(env!("CARGO_BIN_EXE_bare"));
    let programs = bare.parent().expect("a folder").to_owned();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    Lab::open(Functions::Beside, programs, folder).await.expect("a lab")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_door_accepts_is_in_the_queue_as_it_was_sent() {
    let posts = Posts { environments: 3, deliveries: 300, at_once: 300, limit: None };
    let posted = post(&lab("load-burst").await, posts).await.expect("answers");
    assert_eq!((posted.accepted, posted.lost), (300, 0), "{posted:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_queue_has_no_room_for_is_answered_with_a_time_to_come_again() {
    let posts = Posts { environments: 3, deliveries: 60, at_once: 12, limit: Some(2) };
    let posted = post(&lab("load-saturated").await, posts).await.expect("answers");
    assert!(posted.accepted > 0 && posted.refused > 0, "{posted:?}");
    assert_eq!((posted.lost, posted.others.len()), (0, 0), "{posted:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_consumers_on_one_key_keep_its_rate() {
    let asked = ask(&lab("load-shared").await, 10, 2).await.expect("calls");
    assert!(asked.calls <= asked.allowed, "{asked:?}");
    assert!(asked.refused > 0, "nobody met anybody at the budget: {asked:?}");
    // Whoever waits has its turn, and does not write again and again to get one.
    let calls = u64::try_from(asked.calls).expect("few");
    assert!(asked.writes < 4 * calls, "{asked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backlog_is_drained_by_full_calls_to_its_end() {
    let drained = drain(&lab("load-backlog").await, 3_000).await.expect("all recorded");
    assert_eq!(drained.calls, 15);
}
