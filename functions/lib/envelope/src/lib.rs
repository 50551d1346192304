//! What the queue carries: sealed from a verified delivery, opened by the consumer.
