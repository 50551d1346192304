//! `DynamoDB`'s stand-in, in this process, and the tables of the template in it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use dynoxide::Database;

/// A client of a fresh stand-in.
pub async fn client() -> Client {
    client_of(&serve().await)
}

/// A fresh stand-in on a free port of this machine, gone with the test's runtime; its address.
pub async fn serve() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let database = Database::memory().expect("a database");
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    endpoint
}

/// A client of the stand-in at this address.
pub fn client_of(endpoint: &str) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::for_tests())
        .http_client(cloud::http_client())
        .endpoint_url(endpoint)
        .build();
    Client::from_conf(config)
}

/// Makes a table with these string keys.
pub async fn create(client: &Client, name: &str, partition: &str, sort: Option<&str>) {
    let keys = [(partition, KeyType::Hash)].into_iter();
    let keys = keys.chain(sort.map(|sort| (sort, KeyType::Range)));
    let mut request =
        client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for (key, kind) in keys {
        let schema = KeySchemaElement::builder().attribute_name(key).key_type(kind);
        let attribute = AttributeDefinition::builder()
            .attribute_name(key)
            .attribute_type(ScalarAttributeType::S);
        request = request
            .key_schema(schema.build().expect("a key"))
            .attribute_definitions(attribute.build().expect("an attribute"));
    }
    request.send().await.expect("a table");
}
