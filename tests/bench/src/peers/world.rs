//! What a consumer works with: tables, and the API.

use anyhow::Result;
use pipeline::dynamo;
use standin::Standin;

use crate::{Lab, Launch};

/// A fresh one.
pub struct World {
    /// The API.
    pub standin: Standin,
    variables: Vec<(String, String)>,
}

impl World {
    /// One whose tables keep what they are given.
    pub async fn new(lab: &Lab) -> Result<Self> {
        let endpoint = dynamo::serve().await;
        let tables = dynamo::client_of(&endpoint);
        dynamo::create_ledger(&tables, "ledger").await;
        dynamo::create(&tables, "classifications", "item", Some("state")).await;
        dynamo::create(&tables, "idempotency", "id", None).await;
        Self::with(lab.sink.tables(&endpoint).await?).await
    }

    /// One whose tables answer at once and keep nothing, where only time is measured.
    pub async fn forgetful(lab: &Lab) -> Result<Self> {
        Self::with(lab.sink.dynamodb_url()).await
    }

    async fn with(tables: String) -> Result<Self> {
        let standin = Standin::start("127.0.0.1:0").await?;
        let variables = [
            ("LEDGER_TABLE", "ledger".to_owned()),
            ("CLASSIFICATIONS_TABLE", "classifications".to_owned()),
            ("IDEMPOTENCY_TABLE", "idempotency".to_owned()),
            ("CLASSIFIER_URL", standin.url().to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB", tables),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value)).to_vec();
        Ok(Self { standin, variables })
    }

    /// A consumer that works with it.
    pub fn consumer(&self, launch: &Launch) -> Launch {
        let variables = launch.variables.iter().chain(&self.variables).cloned().collect();
        Launch { variables, ..launch.clone() }
    }

    /// Calls that were made so far, and how many items were paid for.
    pub fn calls(&self) -> (usize, usize) {
        let calls = self.standin.calls();
        let paid = calls.iter().filter(|call| call.paid);
        let items = paid.map(|call| call.item_ids.len()).sum();
        (calls.len(), items)
    }
}
