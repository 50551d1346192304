//! Whether a change may be made. Pure.

use thiserror::Error;

/// What somebody said to the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A line of text.
    Said(String),
    /// There is no terminal to ask on.
    NobodyThere,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    /// The change.
    Given,
    /// Nothing: it was only asked what would be done.
    DryRun,
}

/// The change is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(super) enum Refused {
    /// Somebody was asked, and did not agree.
    #[error("nothing was changed")]
    NotAgreed,
    /// Nobody could be asked.
    #[error(
        "nothing was changed: there is no terminal to ask on. Add --yes to do it without a question, or \
         --dry-run to see only what it would do"
    )]
    NobodyAsked,
}

/// Whether the change may be made. A dry run changes nothing, whatever else was said.
pub(super) fn consent(
    yes: bool,
    dry_run: bool,
    ask: impl FnOnce() -> Answer,
) -> Result<Consent, Refused> {
    if dry_run {
        return Ok(Consent::DryRun);
    }
    if yes {
        return Ok(Consent::Given);
    }
    match ask() {
        Answer::Said(line) if is_yes(&line) => Ok(Consent::Given),
        Answer::Said(_) => Err(Refused::NotAgreed),
        Answer::NobodyThere => Err(Refused::NobodyAsked),
    }
}

fn is_yes(line: &str) -> bool {
    ["y", "yes"].contains(&line.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Answer {
        Answer::Said(line.to_owned())
    }

    #[test]
    fn only_a_clear_yes_is_one() {
        for line in ["y\n", "Yes\n", " YES "] {
            assert_eq!(consent(false, false, || said(line)), Ok(Consent::Given), "{line:?}");
        }
        for line in ["", "\n", "n\n", "yep\n", "ja\n", "no, yes\n"] {
            assert_eq!(consent(false, false, || said(line)), Err(Refused::NotAgreed), "{line:?}");
        }
    }

    #[test]
    fn nobody_to_ask_is_a_no_unless_it_was_said_beforehand() {
        assert_eq!(consent(false, false, || Answer::NobodyThere), Err(Refused::NobodyAsked));
        assert_eq!(consent(true, false, || said("n\n")), Ok(Consent::Given));
    }

    #[test]
    fn a_dry_run_wins_over_a_yes() {
        assert_eq!(consent(true, true, || said("y\n")), Ok(Consent::DryRun));
        assert_eq!(consent(false, true, || said("y\n")), Ok(Consent::DryRun));
    }
}
