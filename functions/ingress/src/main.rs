//! The door: verify, seal, queue, answer 202.

fn main() {}
