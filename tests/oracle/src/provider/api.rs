//! The two names of the API.

/// The API whose calls can be looked up, and that takes few items at once.
pub const TRACKED: &str = "tracked";

/// The other one.
pub const CLASSIFIER: &str = "classifier";

/// The most items that a call may hold.
pub fn most_items(api: &str) -> usize {
    if api == TRACKED { 20 } else { 200 }
}
