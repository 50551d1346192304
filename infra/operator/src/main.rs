//! The operator's command: tidewaiter.

fn main() {}
