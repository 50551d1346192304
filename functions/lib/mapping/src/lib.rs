//! From an envelope to what it asks for: items, version, digest. Pure.
