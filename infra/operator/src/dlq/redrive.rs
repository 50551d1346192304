//! Dead letters that are to go to the queue again.

use indicatif::ProgressBar;

use crate::change::Plan;
use crate::connection::Connection;
use crate::dlq::letter::DeadLetter;
use crate::dlq::look::reason_lines;
use crate::dlq::queue::Queue;
use crate::dlq::resend::Resend;
use crate::dlq::taken::Taken;

/// How many messages a second are sent, unless somebody says otherwise.
pub(crate) const RATE: u32 = 50;

/// Dead letters that are to go to the queue again. Each is sent before it is deleted, with the same
/// body and attributes, so that the ledger decides what a copy means.
#[derive(Clone, Debug)]
pub(crate) struct Redrive {
    /// The chosen ones.
    pub letters: Vec<DeadLetter>,
    /// How many there are, chosen or not.
    pub in_all: usize,
    /// At most so many messages a second.
    pub rate: u32,
}

impl Redrive {
    /// What is said before the question.
    pub fn plan(&self) -> Plan {
        let plan =
            Plan::new(format!("redrive {} of {} dead letters", self.letters.len(), self.in_all));
        plan.with(reason_lines(&self.letters))
    }

    /// Sends them, and deletes what was sent.
    pub async fn run(&self, connection: &Connection, bar: &ProgressBar) -> anyhow::Result<Taken> {
        let queue = Queue::new(connection.sqs(), connection.stack.dlq_url.clone());
        let mut resend =
            Resend::new(connection.sqs(), connection.stack.queue_url.clone(), self.rate);
        let ids = self.letters.iter().map(|letter| letter.message_id.clone()).collect();
        queue.take(ids, self.in_all, bar, &mut resend).await
    }
}

/// What became of them, in words; `done` is what was done with them: `redriven`.
pub(crate) fn ended(taken: Taken, done: &str) -> String {
    let mut words = vec![format!("{} {done}", taken.done)];
    if taken.failed > 0 {
        words.push(format!("{} were not taken, and stay where they were", taken.failed));
    }
    if taken.left > 0 {
        words.push(format!("{} {done}, and still in the dead-letter queue", taken.left));
    }
    if taken.gone > 0 {
        words.push(format!(
            "{} not found any more (hidden for now, or taken by another reader)",
            taken.gone
        ));
    }
    words.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_go_as_it_should_is_said() {
        let taken = Taken { done: 5, failed: 2, left: 1, gone: 3 };
        let words = ended(taken, "redriven");
        for part in ["5 redriven;", "2 were not taken", "1 redriven, and still", "3 not found"] {
            assert!(words.contains(part), "{words}");
        }
    }
}
