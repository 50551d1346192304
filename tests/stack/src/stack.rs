//! A running stack.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_sqs::config::Credentials;
use classifications::DynamoAnswers;
use cloud::Patience;
use ledger::DynamoLedger;
use sequences::DynamoOrders;
use settings::{Settings, Source, SourceName};

use crate::file::StackFile;

/// A running stack, and clients for all of it.
#[derive(Debug)]
pub struct Stack {
    /// Where everything is.
    pub file: StackFile,
    /// The sources it was deployed with.
    pub sources: BTreeMap<SourceName, Source>,
    /// What a sender uses.
    pub http: reqwest::Client,
    /// The queues.
    pub sqs: aws_sdk_sqs::Client,
    /// The bucket.
    pub s3: aws_sdk_s3::Client,
    /// The secrets.
    pub vault: aws_sdk_secretsmanager::Client,
    /// The tables.
    pub dynamo: aws_sdk_dynamodb::Client,
    /// The ledger.
    pub ledger: DynamoLedger,
    /// The answers.
    pub answers: DynamoAnswers,
    /// Which numbers stand, where order is kept.
    pub orders: DynamoOrders,
}

const PATIENCE: Patience =
    Patience { attempt: Duration::from_secs(10), operation: Duration::from_secs(30), attempts: 3 };

impl Stack {
    /// The stack that `TIDEWAITER_STACK` names.
    pub async fn open() -> Self {
        let file = StackFile::read();
        let sources = std::fs::read_to_string(&file.sources).expect("the sources file");
        let sources = Settings::parse(&sources).expect("good sources").sources;
        let config = cloud::loader(PATIENCE)
            .region(aws_config::Region::new(file.region.clone()))
            .endpoint_url(&file.endpoint_url)
            .credentials_provider(Credentials::new("test", "test", None, None, "local stack"))
            .load()
            .await;
        let dynamo = aws_sdk_dynamodb::Client::new(&config);
        // The classifier's client installs the TLS provider that reqwest needs.
        let _provider = classifier::HttpClassifier::new().expect("a client");
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build();
        Self {
            sources,
            http: http.expect("a client"),
            sqs: aws_sdk_sqs::Client::new(&config),
            s3: aws_sdk_s3::Client::new(&config),
            vault: aws_sdk_secretsmanager::Client::new(&config),
            ledger: DynamoLedger::new(dynamo.clone(), file.ledger_table.clone()),
            orders: DynamoOrders::new(
                dynamo.clone(),
                file.ledger_table.clone(),
                file.classifications_table.clone(),
            ),
            answers: DynamoAnswers::new(dynamo.clone(), file.classifications_table.clone()),
            dynamo,
            file,
        }
    }
}
