//! An API in this process: slow, refusing some items, and deadly to whoever asks for others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use classifier::{Answer, Answers, Call, CallError, Classifier, Found, LookUp, Named};
use tokio::sync::Notify;
use tokio::time::sleep;

/// Who asks for an item with this word dies of it.
pub const DEADLY: &str = "deadly";

/// Whatever holds an item with this word is refused.
pub const REFUSED: &str = "forbidden";

/// What a refusal takes.
const REFUSAL: Duration = Duration::from_secs(2);

/// Clones are the same API.
#[derive(Clone, Debug)]
pub struct Api {
    takes: Duration,
    /// What each further item of a call takes.
    further: Duration,
    refused: Arc<Mutex<Vec<usize>>>,
    /// Somebody died of a call.
    pub killed: Arc<Notify>,
    asked: Arc<Mutex<Vec<Vec<String>>>>,
    /// The items of each answered call, by its `X-Request-Id`.
    kept: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
}

impl Api {
    /// An API whose calls take so long.
    pub fn new(takes: Duration) -> Self {
        Self::growing(takes, Duration::ZERO)
    }

    /// An API whose calls take so long for one item, and so much more for each further one.
    pub fn growing(takes: Duration, further: Duration) -> Self {
        Self {
            takes,
            further,
            refused: Arc::default(),
            killed: Arc::default(),
            asked: Arc::default(),
            kept: Arc::default(),
        }
    }

    /// How many items each call had that was refused.
    pub fn refused(&self) -> Vec<usize> {
        self.refused.lock().expect("a lock").clone()
    }

    /// The descriptions of each call that was answered.
    pub fn answered(&self) -> Vec<Vec<String>> {
        self.asked.lock().expect("a lock").clone()
    }
}

impl Classifier for Api {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        let asked: Vec<String> =
            call.questions.iter().map(|question| question.description.clone()).collect();
        if asked.iter().any(|description| description.contains(REFUSED)) {
            sleep(REFUSAL).await;
            self.refused.lock().expect("a lock").push(asked.len());
            return Err(CallError::BadCall(422));
        }
        let further = u32::try_from(asked.len().saturating_sub(1)).unwrap_or(u32::MAX);
        sleep(self.takes + self.further * further).await;
        if asked.iter().any(|description| description.contains(DEADLY)) {
            self.killed.notify_one();
            std::future::pending::<()>().await;
        }
        self.asked.lock().expect("a lock").push(asked);
        let marks = call.questions.iter().map(|question| question.item_id.clone()).collect();
        self.kept.lock().expect("a lock").insert(call.request_id.to_owned(), marks);
        let items = call.questions.iter().map(|_| completed()).collect();
        Ok(Answers { about: Named::default(), items, ignored: 0 })
    }

    async fn look_up(&self, look_up: LookUp<'_>) -> Result<Found, CallError> {
        let kept = self.kept.lock().expect("a lock");
        Ok(kept.get(look_up.request_id).map_or(Found::Nothing, |marks| Found::Answers {
            about: Named::default(),
            items: marks.iter().map(|mark| (mark.clone(), completed())).collect(),
        }))
    }
}

fn completed() -> Answer {
    Answer::Completed {
        hts_code: "6109.10.0012".into(),
        duty: None,
        confidence: None,
        components: Vec::new(),
        verbatim: r#"{"hts_code":"6109.10.0012"}"#.into(),
    }
}
