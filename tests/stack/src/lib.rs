//! The deployed system, driven as its users drive it.
