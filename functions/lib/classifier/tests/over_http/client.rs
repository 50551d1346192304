//! A call of the stand-in, and a look-up of it.

use std::time::Duration;

use classifier::{
    Answer, Answers, Call, CallError, Classifier, Found, HttpClassifier, Key, LookUp, Question,
};
use jiff::Timestamp;
use standin::{Control, Rule, Standin};

pub async fn standin(control: Control) -> Standin {
    let standin = Standin::start("127.0.0.1:0").await.expect("a free port");
    standin.set(control);
    standin
}

pub async fn with_rule(rule: Rule) -> Standin {
    standin(Control { rules: vec![rule], ..Control::default() }).await
}

pub fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().expect("a time")
}

/// Asks for a mug and for tea.
pub async fn ask(standin: &Standin) -> Result<Answers, CallError> {
    ask_for(standin, &["ceramic mug", "green tea"]).await
}

pub async fn ask_for(standin: &Standin, descriptions: &[&str]) -> Result<Answers, CallError> {
    let question = |description: &&str| Question {
        item_id: (*description).to_owned(),
        description: (*description).to_owned(),
        country_of_origin: None,
    };
    let questions: Vec<_> = descriptions.iter().map(question).collect();
    let call = Call {
        path: None,
        base_url: standin.url(),
        key_header: "x-api-key",
        key: Key("k"),
        request_id: "r-1",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        questions: &questions,
        retryable: &[],
        timeout: Duration::from_secs(20),
        now: now(),
    };
    HttpClassifier::new().expect("a client").classify(call).await
}

pub async fn look_up(standin: &Standin, path: &str) -> Result<Found, CallError> {
    let look_up = LookUp {
        base_url: standin.url(),
        path,
        key_header: "x-api-key",
        key: Key("k"),
        request_id: "r-1",
        retryable: &[],
        timeout: Duration::from_secs(20),
        now: now(),
    };
    HttpClassifier::new().expect("a client").look_up(look_up).await
}

pub fn codes(answers: &Answers) -> Vec<Option<&str>> {
    answers.items.iter().map(code_of).collect()
}

pub fn code_of(answer: &Answer) -> Option<&str> {
    match answer {
        Answer::Completed { hts_code, .. } => Some(hts_code),
        Answer::Failed { .. } | Answer::Retryable { .. } => None,
    }
}

pub const MUG: &str = "6912.00.44.00";
pub const TEA: &str = "0902.10.10.15";
