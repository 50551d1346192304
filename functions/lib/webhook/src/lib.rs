//! Verifies webhook signatures, described by data: pure, no network, no clock.
