//! Resolves secret references and caches them.
