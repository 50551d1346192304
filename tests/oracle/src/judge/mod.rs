//! The verdict: what was lost, doubled, or paid for twice, and which limit was passed.

mod carried;
mod limits;
mod messages;
mod order;
mod owners;
mod payment;
mod rows;
mod states;
mod storms;
mod told;
mod unchanged;
mod verdict;

use crate::evidence::Evidence;

use rows::Records;
use told::ToldBy;

pub use verdict::{Kind, Verdict};

/// Judges.
pub fn judge(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict { paid: evidence.asks.len(), ..Verdict::default() };
    let effective = messages::judge(evidence, &mut verdict);
    let records = Records::read(&evidence.answers, &mut verdict);
    let told = ToldBy::of(evidence, &effective);
    owners::judge(evidence, &records, &told, &mut verdict);
    carried::judge(&records, &mut verdict);
    states::judge(evidence, &records, &told, &mut verdict);
    unchanged::judge(evidence, &records, &told, &mut verdict);
    payment::judge(evidence, &records, &told, &mut verdict);
    limits::judge(evidence, &mut verdict);
    order::judge(evidence, &mut verdict);
    storms::judge(evidence, &mut verdict);
    let refused = evidence.whole.turned_away.iter().map(|what| (Kind::Lost, what.clone()));
    verdict.findings.extend(refused);
    let breaches = evidence.breaches.iter().map(|what| (Kind::Repaid, what.clone()));
    verdict.findings.extend(breaches);
    verdict
}
