//! An API in this process: slow, and deadly to whoever asks for the wrong item.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use classifier::{Answer, Answers, Call, CallError, Classifier, Found, LookUp, Named};
use tokio::sync::Notify;
use tokio::time::sleep;

/// Who asks for an item with this word dies of it.
pub const DEADLY: &str = "deadly";

/// Clones are the same API.
#[derive(Clone, Debug)]
pub struct Api {
    takes: Duration,
    /// Somebody died of a call.
    pub killed: Arc<Notify>,
    asked: Arc<Mutex<Vec<Vec<String>>>>,
    /// The items of each answered call, by its `X-Request-Id`.
    kept: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
}

impl Api {
    /// An API whose calls take so long.
    pub fn new(takes: Duration) -> Self {
        Self { takes, killed: Arc::default(), asked: Arc::default(), kept: Arc::default() }
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
        sleep(self.takes).await;
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
