//! What the functions have logged: read from `CloudWatch` Logs, or from the local stack in its place.

mod counted;
mod line;
mod read;
mod wanted;

pub(crate) use counted::{Counted, metrics_pattern};
pub(crate) use line::Line;
pub(crate) use read::{Asked, Reader, Window};
pub(crate) use wanted::Wanted;

#[cfg(test)]
pub(crate) use line::tests::line;
