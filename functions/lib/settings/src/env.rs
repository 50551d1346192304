//! A function's own environment, read once, all problems together.

use std::collections::BTreeMap;
use std::fmt;

/// Where variables come from: the process, or a map in tests.
pub trait Env {
    /// The variable's value, if it is set and is text.
    fn get(&self, name: &str) -> Option<String>;
}

/// The environment of this process.
#[derive(Clone, Copy, Debug)]
pub struct ProcessEnv;

impl Env for ProcessEnv {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    fn get(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

impl Env for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<String> {
        BTreeMap::get(self, name).cloned()
    }
}

/// Every variable that is missing or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misconfigured(Vec<String>);

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "environment: {}", self.0.join("; "))
    }
}

impl std::error::Error for Misconfigured {}

/// Reads variables and remembers what was wrong with them.
pub struct Reader<'e, E> {
    env: &'e E,
    wrong: Vec<String>,
}

impl<'e, E: Env> Reader<'e, E> {
    /// A reader that has found nothing wrong yet.
    pub fn new(env: &'e E) -> Self {
        Self { env, wrong: Vec::new() }
    }

    /// A variable that must be set. The empty string stands in for it until [`Reader::finish`]
    /// reports that it was not.
    pub fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.wrong.push(format!("{name} is not set"));
            String::new()
        })
    }

    /// A variable that may be unset; set to nothing counts as unset.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.env.get(name).filter(|value| !value.is_empty())
    }

    /// The file with the sources: `TIDEWAITER_SOURCES`, or `sources.toml` beside the binary.
    pub fn sources_file(&self) -> String {
        self.optional("TIDEWAITER_SOURCES").unwrap_or_else(|| {
            let root = self.optional("LAMBDA_TASK_ROOT").unwrap_or_else(|| ".".to_owned());
            format!("{root}/sources.toml")
        })
    }

    /// Hands `settings` over only if every variable was right.
    pub fn finish<T>(self, settings: T) -> Result<T, Misconfigured> {
        if self.wrong.is_empty() { Ok(settings) } else { Err(Misconfigured(self.wrong)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_variable_is_named_at_once() {
        let env = BTreeMap::from([("C".to_owned(), String::new())]);
        let mut reader = Reader::new(&env);
        let settings = (reader.required("A"), reader.required("B"), reader.optional("C"));
        let refused = reader.finish(settings).expect_err("two are missing");
        assert_eq!(refused.to_string(), "environment: A is not set; B is not set");
    }
}
