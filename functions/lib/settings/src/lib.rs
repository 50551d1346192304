//! Reads sources.toml and the environment: all of it parsed before any is used, all problems together.
