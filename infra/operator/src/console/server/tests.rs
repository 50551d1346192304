//! The console over HTTP, of a stack that does not answer.

use super::*;

use reqwest::header::{COOKIE, HOST, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};

use crate::environment::Environment;
use crate::options::Options;
use crate::stack::Stack;

struct Served {
    client: Client,
    root: String,
    address: String,
    cookie: String,
    app: Shared,
}

impl Served {
    /// A console of a stack on a port where nobody listens.
    async fn start() -> Self {
        let stack = Stack {
            name: "gone".to_owned(),
            endpoint_url: Some("http://127.0.0.1:1".to_owned()),
            region: Some("us-east-1".to_owned()),
            dlq_url: "http://127.0.0.1:1/dlq".to_owned(),
            ledger_table: "ledger".to_owned(),
            classifications_table: "answers".to_owned(),
            ..Stack::default()
        };
        let context = Context::new(Options::default(), Environment::default(), crate::now);
        let config = crate::aws::of_stack(&stack, &Options::default()).await;
        let server = Server::listen(0, Connection { stack, config }, context).await;
        let server = server.expect("a free port");
        let (address, app) = (server.address(), Arc::clone(&server.app));
        tokio::spawn(server.serve(std::future::pending()));
        // It names the cryptography that a client needs, once.
        crate::post::client("http://127.0.0.1").expect("a client");
        let client = Client::builder().no_proxy().redirect(Policy::none()).build();
        let root = address.split("/?").next().expect("an address").to_owned();
        let cookie = app.gate.cookie().split(';').next().expect("a cookie").to_owned();
        Self { client: client.expect("a client"), root, address, cookie, app }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.root)).header(COOKIE, &self.cookie)
    }

    fn post(&self, form: &[(&str, &str)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let post = self.client.post(format!("{}/changes", self.root)).header(COOKIE, &self.cookie);
        post.header("content-type", "application/x-www-form-urlencoded").body(body)
    }
}

async fn sent(request: RequestBuilder) -> (u16, String) {
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), response.text().await.expect("a text"))
}

#[tokio::test]
async fn without_the_printed_address_nothing_is_served() {
    let served = Served::start().await;
    for path in ["/", "/?token=wrong", "/style.css", "/dead-letters", "/nowhere"] {
        let (status, text) = sent(served.client.get(format!("{}{path}", served.root))).await;
        assert_eq!(status, 403, "{path}");
        assert!(!text.contains("gone"), "{text}");
    }
    let response = served.client.get(&served.address).send().await.expect("an answer");
    let cookie = response.headers().get(SET_COOKIE).expect("a cookie").to_str().expect("a text");
    assert!(cookie.starts_with(&served.cookie) && cookie.contains("HttpOnly"), "{cookie}");
    let (status, _) = sent(served.get("/style.css")).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_foreign_host_and_a_foreign_form_are_refused_with_the_cookie_too() {
    let served = Served::start().await;
    let (status, _) = sent(served.get("/changes").header(HOST, "evil.example")).await;
    assert_eq!(status, 403);
    let token = served.app.gate.form_token().to_owned();
    let form = [("form", token.as_str()), ("reason", "x"), ("question", "y")];
    let (status, _) = sent(served.post(&form).header("origin", "https://evil.example")).await;
    assert_eq!(status, 403);
    let (status, text) = sent(served.post(&[("form", "guessed"), ("reason", "x")])).await;
    assert_eq!(status, 400);
    assert!(text.contains("another run"), "{text}");
    assert!(served.app.works.all().is_empty());
}

#[tokio::test]
async fn what_every_answer_has_lets_nothing_in_from_elsewhere() {
    let served = Served::start().await;
    for (path, status) in [("/changes", 200), ("/nowhere", 404), ("/style.css", 200)] {
        let response = served.get(path).send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{path}");
        let header = |name: &str| {
            response.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
        };
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_change_needs_a_reason_and_a_question_that_was_asked() {
    let served = Served::start().await;
    let (status, page) = sent(served.get("/pause?kind=source&name=erp")).await;
    assert_eq!(status, 200);
    assert!(page.contains("Pause the source erp?"), "{page}");
    let after = page.split("name=\"question\" value=\"").nth(1).expect("a question");
    let question = after.split('"').next().expect("its id").to_owned();
    let token = served.app.gate.form_token().to_owned();
    let (status, _) = sent(served.post(&[("form", &token), ("question", &question)])).await;
    assert_eq!(status, 400, "there is no reason");
    let (status, _) =
        sent(served.post(&[("form", &token), ("question", "x"), ("reason", "y")])).await;
    assert_eq!(status, 400, "nobody asked that");
    let good = [("form", token.as_str()), ("question", question.as_str()), ("reason", "y")];
    let response = served.post(&good).send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 303);
    assert_eq!(response.headers().get(LOCATION).expect("a place"), "/changes/1");
    let (status, _) = sent(served.post(&good)).await;
    assert_eq!(status, 400, "the same form, sent twice");
    assert_eq!(served.app.works.all().len(), 1);
}

#[tokio::test]
async fn a_stack_that_does_not_answer_is_told_with_what_to_do() {
    let served = Served::start().await;
    let (status, page) = sent(served.get("/dead-letters")).await;
    assert_eq!(status, 502);
    assert!(page.contains("make up") && page.contains("role=\"alert\""), "{page}");
    assert!(page.contains("gone, local, http://127.0.0.1:1"), "{page}");
    let (status, page) = sent(served.get("/items?tenant=acme&item=a")).await;
    assert_eq!(status, 502);
    assert!(page.contains("make up") && page.contains("value=\"acme\""), "{page}");
}

#[tokio::test]
async fn a_question_that_is_not_clear_changes_nothing() {
    let served = Served::start().await;
    for path in ["/pause", "/pause?kind=queue&name=x", "/resume?kind=api"] {
        let (status, page) = sent(served.get(path)).await;
        assert_eq!(status, 400, "{path}");
        assert!(page.contains("Say whether it is a source"), "{page}");
    }
}
