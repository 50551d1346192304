//! Who works on an event, and what became of it: claims in DynamoDB.
