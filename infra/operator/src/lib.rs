//! The operator's command: tidewaiter.
