//! Logs: JSON, one line per event per step.
