use std::sync::Mutex;

use jiff::Timestamp;

use super::*;
use crate::settle::inbox::NotHidden;

/// A queue that remembers what it was told, and may say no.
#[derive(Default)]
struct Queue {
    told: Mutex<Vec<Vec<Wait>>>,
    refuses: bool,
}

impl Inbox for &Queue {
    async fn hide(&self, waits: &[Wait]) -> Result<(), NotHidden> {
        self.told.lock().expect("a lock").push(waits.to_vec());
        let count = waits.len();
        if self.refuses { Err(NotHidden { count, why: "no".to_owned() }) } else { Ok(()) }
    }
}

fn record(number: usize) -> Record {
    Record {
        message_id: format!("m-{number}"),
        receipt_handle: format!("r-{number}"),
        sent_at: Timestamp::UNIX_EPOCH,
        receives: 1,
        ticket: None,
    }
}

fn hidden(queue: &Queue) -> Vec<(String, Duration)> {
    let told = queue.told.lock().expect("a lock");
    told.iter().flatten().map(|wait| (wait.receipt_handle.clone(), wait.hidden)).collect()
}

#[tokio::test]
async fn what_comes_back_is_hidden_and_named_and_all_else_is_left_to_be_deleted() {
    let queue = Queue::default();
    let wait = Duration::from_secs(90);
    let ends = [
        Disposition::Done,
        Disposition::Later(wait),
        Disposition::Duplicate,
        Disposition::Waiting,
        Disposition::Refused,
    ];
    let ended = ends.into_iter().enumerate().map(|(number, end)| (record(number), end)).collect();
    assert_eq!(Hide::new(&queue).all(ended).await, ["m-1", "m-4"]);
    let expected = [("r-1".to_owned(), wait), ("r-4".to_owned(), Duration::ZERO)];
    assert_eq!(hidden(&queue), expected);
}

/// Lambda would delete a message that is not named.
#[tokio::test]
async fn what_cannot_be_hidden_is_named_all_the_same() {
    let queue = Queue { refuses: true, ..Queue::default() };
    let ended = vec![(record(1), Disposition::Later(Duration::from_secs(90)))];
    assert_eq!(Hide::new(&queue).all(ended).await, ["m-1"]);
}

#[tokio::test]
async fn one_request_hides_ten_messages_at_most() {
    let queue = Queue::default();
    let later = |number| (record(number), Disposition::Later(Duration::from_secs(90)));
    let returned = Hide::new(&queue).all((0..23).map(later).collect()).await;
    assert_eq!(returned.len(), 23);
    let mut sizes: Vec<_> = queue.told.lock().expect("a lock").iter().map(Vec::len).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [3, 10, 10]);
}

#[test]
fn a_wait_is_never_shortened_and_never_longer_than_the_queue_takes() {
    for (wait, expected) in [
        (Duration::ZERO, 0),
        (Duration::from_millis(1), 1),
        (Duration::from_secs(30), 30),
        (Duration::new(30, 1), 31),
        (MAX_HIDE, MAX_HIDE.as_secs()),
        (Duration::MAX, MAX_HIDE.as_secs()),
    ] {
        assert_eq!(whole_seconds(wait), Duration::from_secs(expected), "{wait:?}");
    }
}
