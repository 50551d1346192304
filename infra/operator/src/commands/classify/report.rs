//! One answer, as it is shown.

use anyhow::Context as _;
use classifier::{Answer, Answers, hts_digits};
use serde::Serialize;
use serde_json::value::RawValue;
use settings::Api;

use super::args::Classify;
use crate::output::Report;
use crate::result::verbatim;
use crate::table::{or_dash, table};

/// An answer that is not kept.
#[derive(Debug, Serialize)]
pub(super) struct Asked {
    api: String,
    request_id: String,
    description: String,
    country_of_origin: Option<String>,
    status: &'static str,
    hts_code: Option<String>,
    hts_digits: Option<String>,
    duty: Option<String>,
    confidence: Option<f64>,
    components: Vec<String>,
    failure: Option<String>,
    model: Option<String>,
    schedule: Option<String>,
    /// As the provider gave it.
    answer: Option<Box<RawValue>>,
}

impl Asked {
    pub fn of(
        classify: &Classify,
        api: &Api,
        request_id: String,
        answers: Answers,
    ) -> anyhow::Result<Self> {
        let about = answers.about.clone();
        let blank = Self {
            api: api.name.clone(),
            request_id,
            description: classify.description.trim().to_owned(),
            country_of_origin: classify.origin.clone(),
            status: "failed",
            hts_code: None,
            hts_digits: None,
            duty: None,
            confidence: None,
            components: Vec::new(),
            failure: None,
            model: about.model,
            schedule: about.schedule,
            answer: None,
        };
        Ok(match only(answers)? {
            Answer::Completed { hts_code, duty, confidence, components, verbatim: text } => Self {
                status: "completed",
                hts_digits: hts_digits(&hts_code),
                hts_code: Some(hts_code),
                duty,
                confidence,
                components,
                answer: verbatim(&text),
                ..blank
            },
            Answer::Failed { code, verbatim: text } => {
                Self { failure: Some(code), answer: verbatim(&text), ..blank }
            }
            Answer::Retryable { code } => Self { status: "open", failure: Some(code), ..blank },
        })
    }

    pub fn has_code(&self) -> bool {
        self.hts_code.is_some()
    }
}

impl Report for Asked {
    fn text(&self) -> String {
        let confidence = self.confidence.map(|confidence| confidence.to_string());
        let components = (!self.components.is_empty()).then(|| self.components.join(", "));
        let rows = [
            ("description", Some(self.description.as_str())),
            ("origin", self.country_of_origin.as_deref()),
            ("status", Some(self.status)),
            ("hts code", self.hts_code.as_deref()),
            ("duty", self.duty.as_deref()),
            ("confidence", confidence.as_deref()),
            ("components", components.as_deref()),
            ("failure", self.failure.as_deref()),
            ("model", self.model.as_deref()),
            ("schedule", self.schedule.as_deref()),
            ("request", Some(self.request_id.as_str())),
        ];
        let shown = rows.into_iter().filter(|(_, value)| value.is_some());
        let shown = shown.map(|(what, value)| [what.to_owned(), or_dash(value)]);
        table(["what", "value"], shown)
    }
}

/// The one answer.
fn only(answers: Answers) -> anyhow::Result<Answer> {
    answers.items.into_iter().next().context("the API answered nothing")
}
