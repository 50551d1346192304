//! Exit codes that scripts can trust.

use std::process::ExitCode;

use thiserror::Error;

use crate::trouble::Trouble;

/// What a command that ran to its end says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done; what was asked about is so.
    Done,
    /// What was asked about is not so, or not there.
    NotSo,
}

/// The command cannot be carried out as it was given; trying again changes nothing.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct Misused(pub String);

/// What clap, too, ends with.
const MISUSED: u8 = 2;

/// AWS, or the local stack, would not do it.
const TROUBLE: u8 = 3;

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::NotSo => Self::FAILURE,
        }
    }
}

/// The code of a command that did not come to its end.
pub(crate) fn code(error: &anyhow::Error) -> ExitCode {
    if error.chain().any(<dyn std::error::Error>::is::<Misused>) {
        return ExitCode::from(MISUSED);
    }
    if Trouble::in_error(error).is_some() {
        return ExitCode::from(TROUBLE);
    }
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn misuse_and_trouble_are_told_from_failure_under_any_context() {
        let misused = Err::<(), _>(Misused("no such source".to_owned())).context("sign");
        let misused = misused.context("send").expect_err("an error");
        let trouble = anyhow::Error::new(Trouble::NoRegion).context("status");
        let failed = anyhow::anyhow!("no such file");
        assert_eq!(code(&misused), ExitCode::from(2));
        assert_eq!(code(&trouble), ExitCode::from(3));
        assert_eq!(code(&failed), ExitCode::FAILURE);
    }
}
