//! A stand-in for the classification API, which can be told to misbehave.

fn main() {}
