//! Where a request leads, and what the log says of it.

use std::io::Write;
use std::sync::{Arc, Mutex};

use ingress::Request;
use pipeline::scene::Scene;
use tracing_subscriber::fmt::MakeWriter;

use crate::good;

#[tokio::test]
async fn stage_base_path_and_one_slash_at_the_end_lead_to_the_same_source() {
    for path in [
        "/webhook/v1/catalog/",
        "/prod/webhook/v1/catalog",
        "/hooks/tidewaiter/webhook/v1/catalog/",
    ] {
        let scene = Scene::new().await;
        let request = Request { path: path.into(), ..good(&scene) };
        assert_eq!(scene.door.answer(request).await.status(), 202, "{path}");
    }
    let scene = Scene::new().await;
    let request = Request { source: Some("catalog".into()), path: "/x".into(), ..good(&scene) };
    assert_eq!(scene.door.answer(request).await.status(), 202, "by the route's parameter");
}

/// What is written to the log.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Written {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_strangers_path_query_and_headers_are_not_logged_however_long() {
    let scene = Scene::new().await;
    let written = Written::default();
    let subscriber = tracing_subscriber::fmt().json().with_writer(written.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let stranger = format!("hunter2{}", "/hunter2".repeat(9 * 128));
    for path in
        [format!("/{stranger}"), format!("/webhook/v1/{stranger}"), "/webhook/v1/catalog".into()]
    {
        let mut request = good(&scene);
        request.headers.insert("webhook-signature", "v1,hunter2hunter2".parse().expect("a value"));
        request.headers.insert("user-agent", stranger.parse().expect("a value"));
        let request = Request { path, query: stranger.clone(), url: stranger.clone(), ..request };
        assert!(scene.door.answer(request).await.status().is_client_error());
    }
    let log = String::from_utf8(written.0.lock().expect("a lock").clone()).expect("text");
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("refused")).collect();
    assert_eq!(lines.len(), 3, "{log}");
    assert!(!log.contains("hunter2"), "{log}");
    assert!(lines.iter().all(|line| line.len() < 512), "{log}");
    let named = |line: &&&str, source: &str| line.contains(&format!("\"source\":\"{source}\""));
    assert_eq!(lines.iter().filter(|line| named(line, "unknown")).count(), 2, "{log}");
    assert_eq!(lines.iter().filter(|line| named(line, "catalog")).count(), 1, "{log}");
}
