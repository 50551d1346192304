//! What a scenario comes to, made legible.

use classifications::Outcome;
use ledger::Phase;
use pipeline::doubles::MemoryQueue;
use pipeline::scene::Scene;

/// Where everything is once the queue is drained. Digests are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// The ledger's rows.
    pub events: Vec<(String, Phase)>,
    /// Items with their lineages and versions, each with a code.
    pub recorded: Vec<String>,
    /// Messages in the dead-letter queue.
    pub dead: Vec<String>,
}

impl End {
    /// Reads the scene.
    pub fn of(scene: &Scene, queue: &MemoryQueue) -> Self {
        let events = scene.ledger.rows().into_iter();
        let answers = scene.answers.rows().into_iter();
        let answers = answers.filter(|row| row.outcome == Outcome::Completed);
        let dead = queue.dead.iter().map(|message| message.record.message_id.clone());
        let mut end = Self {
            events: events.map(|row| (without_digest(&row.event), row.phase)).collect(),
            recorded: answers
                .map(|row| format!("{} {} {}", row.item.as_str(), row.lineage, row.version))
                .collect(),
            dead: dead.collect(),
        };
        end.dead.sort();
        end
    }
}

/// The key without the SHA-256 at its end, if it has one.
fn without_digest(key: &str) -> String {
    let name = key.trim_end_matches(|c: char| c.is_ascii_hexdigit());
    if key.len() - name.len() == 64 { name.to_owned() } else { key.to_owned() }
}
