//! `DynamoDB`'s stand-in, in this process, and the tables of the template in it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use dynoxide::Database;
use ledger::WAITING_INDEX;

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
    let request = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    let keys: Vec<_> = [partition].into_iter().chain(sort).collect();
    let request = request.set_attribute_definitions(Some(texts(&keys)));
    request.set_key_schema(Some(schema(&keys))).send().await.expect("a table");
}

/// Makes the ledger's table, with the index over its waiting rows.
pub async fn create_ledger(client: &Client, name: &str) {
    let shown = ["token", "tenant", "cause", "due", "parked_at", "first_received", "units"]
        .map(str::to_owned);
    let projection = Projection::builder()
        .projection_type(ProjectionType::Include)
        .set_non_key_attributes(Some(shown.into()))
        .build();
    let index = GlobalSecondaryIndex::builder()
        .index_name(WAITING_INDEX)
        .set_key_schema(Some(schema(&["lane", "turn"])))
        .projection(projection)
        .build();
    let request = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    let request = request
        .set_attribute_definitions(Some(texts(&["event", "lane", "turn"])))
        .set_key_schema(Some(schema(&["event"])))
        .global_secondary_indexes(index.expect("an index"));
    request.send().await.expect("a table");
}

/// A partition key, and perhaps a sort key.
fn schema(keys: &[&str]) -> Vec<KeySchemaElement> {
    let kinds = [KeyType::Hash, KeyType::Range];
    let element = |(key, kind): (&&str, KeyType)| {
        KeySchemaElement::builder().attribute_name(*key).key_type(kind).build().expect("a key")
    };
    keys.iter().zip(kinds).map(element).collect()
}

fn texts(names: &[&str]) -> Vec<AttributeDefinition> {
    let text = |name: &&str| {
        let attribute = AttributeDefinition::builder().attribute_name(*name);
        attribute.attribute_type(ScalarAttributeType::S).build().expect("an attribute")
    };
    names.iter().map(text).collect()
}
