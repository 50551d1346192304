//! The client of the classification API.
