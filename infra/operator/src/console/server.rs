//! Serves the pages, to this machine alone.

use std::convert::Infallible;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::connection::Connection;
use crate::console::app::{App, Shared};
use crate::console::gate::{Asked, Gate, Verdict};
use crate::console::html::{Page, note};
use crate::console::pages;
use crate::console::params::Params;
use crate::context::Context;

/// The longest form.
const FORM: usize = 64 * 1024;

/// How long a change that is being made may hold up the end.
const PATIENCE: Duration = Duration::from_secs(30);

/// What every answer has: nothing from elsewhere, no script, in nobody's frame, kept nowhere.
const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// A console that listens.
#[derive(Debug)]
pub(crate) struct Server {
    listener: TcpListener,
    app: Shared,
}

impl Server {
    /// Listens on this port of 127.0.0.1, or on a free one.
    pub async fn listen(
        port: u16,
        connection: Connection,
        context: Context,
    ) -> anyhow::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).await;
        let listener = listener.with_context(|| {
            format!("cannot listen on {address}: leave --port out, and a free one is taken")
        })?;
        let port = listener.local_addr().context("a port without a number")?.port();
        let gate = Gate::new(port, secret(), secret());
        Ok(Self { listener, app: Arc::new(App::new(gate, connection, context)) })
    }

    /// What is opened in a browser.
    pub fn address(&self) -> String {
        self.app.gate.address()
    }

    /// Serves until then, and until the changes that are being made have ended.
    pub async fn serve(self, end: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
        let app = Arc::clone(&self.app);
        let served = axum::serve(self.listener, router(self.app)).with_graceful_shutdown(end);
        served.await.context("the console cannot be served")?;
        let _ended = tokio::time::timeout(PATIENCE, all_ended(&app)).await;
        Ok(())
    }
}

async fn all_ended(app: &App) {
    while app.works.running() > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// 244 random bits.
fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

fn router(app: Shared) -> Router {
    Router::new()
        .route("/", show(pages::overview))
        .route("/dead-letters", show(pages::dead_letters))
        .route("/dead-letters/redrive", show(pages::redrive))
        .route("/waiting", show(pages::waiting))
        .route("/waiting/release", show(pages::release))
        .route("/paused", show(pages::paused))
        .route("/pause", show(pages::pause))
        .route("/resume", show(pages::resume))
        .route("/events", show(pages::events))
        .route("/event", show(pages::event))
        .route("/items", show(pages::items))
        .route("/changes", show(pages::changes).merge(post(agreed)))
        .route("/changes/{number}", get(change))
        .route(
            "/style.css",
            get(async || asset("text/css; charset=utf-8", include_str!("style.css"))),
        )
        .route("/icon.svg", get(async || asset("image/svg+xml", include_str!("icon.svg"))))
        .fallback(nowhere)
        .layer(DefaultBodyLimit::max(FORM))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard))
        .with_state(app)
}

fn show<F, P>(page: F) -> MethodRouter<Shared, Infallible>
where
    F: Fn(Shared, Params) -> P + Clone + Send + Sync + 'static,
    P: Future<Output = Page> + Send,
{
    get(async move |State(app): State<Shared>, RawQuery(query): RawQuery| {
        let params = Params::read(query.as_deref().unwrap_or_default());
        let shown = page(Arc::clone(&app), params).await;
        answer(&app, &shown)
    })
}

fn answer(app: &App, page: &Page) -> Response {
    (page.status, Html(page.of(&app.connection.stack).into_string())).into_response()
}

async fn agreed(State(app): State<Shared>, form: String) -> Response {
    match pages::agreed(&app, &Params::read(&form)) {
        Ok(number) => Redirect::to(&format!("/changes/{number}")).into_response(),
        Err(page) => answer(&app, &page),
    }
}

async fn change(State(app): State<Shared>, Path(number): Path<u64>) -> Response {
    answer(&app, &pages::change(&app, number))
}

async fn nowhere(State(app): State<Shared>) -> Response {
    let page =
        Page::missing("No such page", "", note("The pages of this console are listed above."));
    answer(&app, &page)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// Before everything: whether the request is answered at all; and what every answer has.
async fn guard(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let verdict = app.gate.judge(&asked(&request));
    let mut response = match verdict {
        Verdict::Pass => {
            let _permit = app.permits.acquire().await;
            next.run(request).await
        }
        Verdict::SignIn => sign_in(&app.gate),
        Verdict::Refused(refusal) => {
            (StatusCode::FORBIDDEN, format!("{refusal}\n")).into_response()
        }
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn asked(request: &Request) -> Asked<'_> {
    let headers = request.headers();
    Asked {
        host: only(headers, &header::HOST),
        cookies: only(headers, &header::COOKIE),
        query: request.uri().query(),
        only_reads: [Method::GET, Method::HEAD].contains(request.method()),
        origin: only(headers, &header::ORIGIN),
        fetch_site: only(headers, &HeaderName::from_static("sec-fetch-site")),
    }
}

/// The value of a header that is there once. What is there twice, or is no text, is as good as wrong.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { Some("") } else { Some(value.to_str().unwrap_or_default()) }
}

/// The browser gets the cookie, and goes on from a page of ours: a redirect would count as one from
/// wherever the address was clicked, and a strict cookie is not sent then. The token leaves the
/// address bar.
fn sign_in(gate: &Gate) -> Response {
    const GO_ON: &str = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
        <meta http-equiv=\"refresh\" content=\"0;url=/\"><title>Tidewaiter</title></head>\
        <body><p><a href=\"/\">To the console</a></p></body></html>";
    ([(header::SET_COOKIE, gate.cookie())], Html(GO_ON)).into_response()
}

#[cfg(test)]
mod tests;
