//! The worker: claim, classify, record, acknowledge.

fn main() {}
