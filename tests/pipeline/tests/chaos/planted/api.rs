//! A way to the API that breaks a promise.

use classifier::{Answer, Answers, Call, CallError, Classifier, Found, LookUp};
use pipeline::chaos::ChaosApi;

/// Drops a whole answer for one item that has to be asked again.
#[derive(Clone, Debug)]
pub struct AllOrNothing(pub ChaosApi);

impl Classifier for AllOrNothing {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        let answers = self.0.classify(call).await?;
        let is_bad = |answer: &Answer| matches!(answer, Answer::Retryable { .. });
        if answers.items.iter().any(is_bad) {
            return Err(CallError::Nonsense("an item without an answer".to_owned()));
        }
        Ok(answers)
    }

    async fn look_up(&self, look_up: LookUp<'_>) -> Result<Found, CallError> {
        self.0.look_up(look_up).await
    }
}
