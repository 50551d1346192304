//! The API: down for a while, then slow.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use classifier::{Answer, Answers, Call, CallError, Classifier, Found, LookUp, Named, Outage};
use tokio::time::{Instant, sleep};

/// What one item takes.
const ITEM: Duration = Duration::from_secs(36);

/// What each further item of a call takes: 240 s for 200 of them.
const FURTHER: Duration = Duration::from_millis(1_025);

/// Clones are the same API.
#[derive(Clone, Debug)]
pub struct SlowApi {
    up_at: Instant,
    /// When each answered call was made, and its items.
    answered: Arc<Mutex<Vec<(Instant, usize)>>>,
}

impl SlowApi {
    /// An API that is up from then on.
    pub fn new(up_at: Instant) -> Self {
        Self { up_at, answered: Arc::default() }
    }

    /// When each answered call was made, and how many items it had.
    pub fn answered(&self) -> Vec<(Instant, usize)> {
        self.answered.lock().expect("a lock").clone()
    }
}

impl Classifier for SlowApi {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        let (began, items) = (Instant::now(), call.questions.len());
        if began < self.up_at {
            sleep(Duration::from_secs(1)).await;
            return Err(CallError::Unavailable(Outage::Status(503)));
        }
        self.answered.lock().expect("a lock").push((began, items));
        let further = u32::try_from(items.saturating_sub(1)).unwrap_or(u32::MAX);
        sleep(ITEM + FURTHER * further).await;
        let items = call.questions.iter().map(|_| completed()).collect();
        Ok(Answers { about: Named::default(), items, ignored: 0 })
    }

    async fn look_up(&self, _: LookUp<'_>) -> Result<Found, CallError> {
        Ok(Found::Nothing)
    }
}

fn completed() -> Answer {
    Answer::Completed {
        hts_code: "6912.00.44.00".into(),
        duty: None,
        confidence: None,
        components: Vec::new(),
        verbatim: r#"{"hts_code":"6912.00.44.00"}"#.into(),
    }
}
