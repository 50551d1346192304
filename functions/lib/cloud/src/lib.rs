//! One way to open an AWS client: TLS on ring, every call with a timeout.
