//! Counts, as what is divided.

/// A count.
#[expect(clippy::cast_precision_loss, reason = "thousands at most")]
pub(super) fn number(count: usize) -> f64 {
    count as f64
}
