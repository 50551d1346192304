//! Which dead letters a change is about.

use clap::Args;

use crate::connection::Connection;
use crate::context::Context;
use crate::dlq::{DeadLetter, Filter, Taken, look};
use crate::exit::{Misused, Outcome};

/// Which dead letters a change is about. Nothing is changed by leaving something out.
#[derive(Clone, Debug, Args)]
pub(super) struct Choice {
    #[command(flatten)]
    filter: Filter,
    /// All of them
    #[arg(long)]
    all: bool,
    /// Look at so many messages at most
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    limit: usize,
}

/// What was chosen.
pub(super) struct Chosen {
    /// The chosen ones.
    pub letters: Vec<DeadLetter>,
    /// How many there are, chosen or not.
    pub in_all: usize,
}

impl Choice {
    /// Looks at every message. All of them stay.
    pub async fn letters(
        &self,
        connection: &Connection,
        context: &Context,
    ) -> anyhow::Result<Chosen> {
        self.refuse_what_is_not_clear()?;
        let letters = look(self.limit, connection, context.now).await?;
        let in_all = letters.len();
        let chosen = letters.into_iter().filter(|letter| self.filter.fits(letter));
        Ok(Chosen { letters: chosen.collect(), in_all })
    }

    fn refuse_what_is_not_clear(&self) -> Result<(), Misused> {
        match (self.all, self.filter.is_empty()) {
            (true, true) | (false, false) => Ok(()),
            (false, true) => Err(Misused(
                "say which: --event ID, --source NAME, --tenant NAME, --matching TEXT, or --all"
                    .to_owned(),
            )),
            (true, false) => {
                Err(Misused("--all, and which of them? Leave out one of both".to_owned()))
            }
        }
    }
}

/// Whether all that was chosen was taken.
pub(super) fn outcome(taken: Taken, chosen: usize) -> Outcome {
    if taken.done == chosen { Outcome::Done } else { Outcome::NotSo }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(all: bool, event: Option<&str>) -> Choice {
        let event = event.map(str::to_owned).into_iter().collect();
        Choice { filter: Filter { event, ..Filter::default() }, all, limit: 1 }
    }

    #[test]
    fn what_is_meant_has_to_be_said_and_only_once() {
        assert!(choice(true, None).refuse_what_is_not_clear().is_ok());
        assert!(choice(false, Some("e1")).refuse_what_is_not_clear().is_ok());
        let nothing = choice(false, None).refuse_what_is_not_clear().expect_err("nothing said");
        assert!(nothing.0.contains("--matching"), "{nothing}");
        assert!(choice(true, Some("e1")).refuse_what_is_not_clear().is_err());
    }

    #[test]
    fn what_did_not_go_as_it_should_is_no_success() {
        let taken = Taken { done: 5, failed: 2, left: 1, gone: 3 };
        assert_eq!(outcome(taken, 11), Outcome::NotSo);
        assert_eq!(outcome(Taken { done: 11, ..Taken::default() }, 11), Outcome::Done);
    }
}
