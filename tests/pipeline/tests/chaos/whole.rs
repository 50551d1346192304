//! The whole system from one seed.

use std::collections::BTreeSet;
use std::process::Command;

use oracle::Kind;
use pipeline::chaos::{Bug, Run, Trouble, Without, shrink};

/// Events of a run.
const FEW: usize = 20;

#[tokio::test(start_paused = true)]
async fn a_seed_plays_everything_and_nothing_is_found() {
    let outcome = Run::whole(2, 60).play().await;
    assert_eq!(outcome.verdict.findings, []);
    assert!(outcome.deaths > 5 && outcome.verdict.recorded > 60, "{outcome:?}");
    let calm = Trouble::ALL.map(|(trouble, _)| trouble).into();
    let calm = Run { without: calm, ..Run::whole(2, 60) }.play().await;
    // Only what is deadly kills.
    assert_eq!((calm.verdict.findings, calm.outlived), (vec![], 0));
    assert!(calm.deaths < outcome.deaths);
}

/// Says what it is asked for by the test below; by itself it says nothing that could be wrong.
#[tokio::test(start_paused = true)]
#[ignore = "asked by the next one, in a process of its own"]
async fn says_its_trace() {
    let trace = Run::whole(4, FEW).play().await.trace;
    std::io::Write::write_all(&mut std::io::stdout(), format!("trace={trace};").as_bytes())
        .expect("standard output");
}

#[test]
fn two_processes_play_a_seed_call_by_call_alike() {
    let [one, other] = [(); 2].map(|()| trace());
    assert_eq!((one.len(), &one), (64, &other));
}

/// The trace, as another process says it.
fn trace() -> String {
    let program = std::env::current_exe().expect("this program");
    let asked = ["--ignored", "--exact", "whole::says_its_trace", "--nocapture"];
    let said = Command::new(program).args(asked).output().expect("it runs");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let (_, said) = said.split_once("trace=").expect("a trace");
    said.split(';').next().unwrap_or_default().to_owned()
}

/// A run that fails, in a little trouble which has no part in it, is told by one event.
#[test]
fn a_run_that_fails_is_made_small() {
    let mut without: Without = Trouble::ALL.map(|(trouble, _)| trouble).into();
    without.retain(|trouble| !matches!(trouble, Trouble::Skew | Trouble::Holds));
    let run = Run { bug: Some(Bug::DropsAnswers), without, ..Run::whole(1, FEW) };
    let small = shrink(&run, 100, |run| lost(run) > 0);
    assert_eq!(small.without.len(), Trouble::ALL.len(), "{:?}", small.without);
    assert_eq!(small.keep.as_ref().map(BTreeSet::len), Some(1));
    assert!(lost(&small) > 0 && lost(&Run { bug: None, ..small }) == 0);
}

fn lost(run: &Run) -> usize {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build().expect("a runtime");
    runtime.block_on(run.play()).verdict.count(Kind::Lost)
}
