//! The answers: one row per tenant, item and version, in DynamoDB.
