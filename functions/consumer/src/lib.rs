//! The worker: claim, classify, record, acknowledge.
