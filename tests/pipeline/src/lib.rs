//! The handlers, driven over doubles.
