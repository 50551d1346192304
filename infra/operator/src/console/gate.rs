//! Who may see and change something. Pure.
//!
//! The address that the command prints holds a token; whoever opens it gets the token as a cookie.
//! The `Host` has to be this machine's, so that no foreign name can be pointed here; a change has to
//! come from a page of ours, by its origin and by a second token in its form.

use std::fmt;

use subtle::ConstantTimeEq;

/// What a request says of who sent it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'r> {
    /// `Host`, where there is exactly one.
    pub host: Option<&'r str>,
    /// `Cookie`.
    pub cookies: Option<&'r str>,
    /// The query.
    pub query: Option<&'r str>,
    /// Whether it only reads.
    pub only_reads: bool,
    /// `Origin`.
    pub origin: Option<&'r str>,
    /// `Sec-Fetch-Site`.
    pub fetch_site: Option<&'r str>,
}

/// What is done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is answered.
    Pass,
    /// It has the address that was printed: the browser is given the cookie.
    SignIn,
    /// It is answered 403.
    Refused(Refusal),
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// Another name was pointed to this machine.
    #[error("this console answers at 127.0.0.1 and localhost alone")]
    Host,
    /// Nobody who has seen the address.
    #[error("open the address that `tidewaiter console` has printed: it holds a token")]
    Token,
    /// A form of another site, or of another run of the console.
    #[error("this form is none of this console's: open its page again, and send it from there")]
    Form,
}

/// What opens this console.
pub(super) struct Gate {
    port: u16,
    token: String,
    form: String,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Gate {
    /// On this port, with two secrets.
    pub fn new(port: u16, token: String, form: String) -> Self {
        Self { port, token, form }
    }

    /// What is opened in a browser.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, self.token)
    }

    /// The cookie of whoever has opened the address. Cookies are shared by all ports.
    pub fn cookie(&self) -> String {
        format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie_name(), self.token)
    }

    /// What each form of ours holds.
    pub fn form_token(&self) -> &str {
        &self.form
    }

    /// Whether a form is one of ours.
    pub fn is_ours(&self, form: &str) -> bool {
        is_same(form, &self.form)
    }

    /// What is done with a request.
    pub fn judge(&self, asked: &Asked<'_>) -> Verdict {
        if !asked.host.is_some_and(|host| self.is_here(host)) {
            return Verdict::Refused(Refusal::Host);
        }
        if !asked.only_reads && !self.is_of_this_site(asked) {
            return Verdict::Refused(Refusal::Form);
        }
        if self.has_cookie(asked.cookies.unwrap_or_default()) {
            return Verdict::Pass;
        }
        if asked.only_reads && self.has_token(asked.query.unwrap_or_default()) {
            return Verdict::SignIn;
        }
        Verdict::Refused(Refusal::Token)
    }

    fn cookie_name(&self) -> String {
        format!("tidewaiter_console_{}", self.port)
    }

    fn is_here(&self, host: &str) -> bool {
        ["127.0.0.1", "localhost"].iter().any(|name| host == format!("{name}:{}", self.port))
    }

    /// A browser says where a form comes from; what is no browser has no cookie.
    fn is_of_this_site(&self, asked: &Asked<'_>) -> bool {
        let is_here =
            |origin: &str| origin.strip_prefix("http://").is_some_and(|it| self.is_here(it));
        asked.origin.is_none_or(is_here) && asked.fetch_site.is_none_or(|it| it == "same-origin")
    }

    fn has_cookie(&self, cookies: &str) -> bool {
        let name = self.cookie_name();
        let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        let mut own = pairs.filter(|(is, _)| *is == name);
        own.any(|(_, value)| is_same(value, &self.token))
    }

    fn has_token(&self, query: &str) -> bool {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.any(|(name, value)| name == "token" && is_same(&value, &self.token))
    }
}

fn is_same(said: &str, secret: &str) -> bool {
    said.as_bytes().ct_eq(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOKIE: &str = "other=1; tidewaiter_console_8123=secret";

    fn gate() -> Gate {
        Gate::new(8123, "secret".to_owned(), "form".to_owned())
    }

    fn good() -> Asked<'static> {
        let (host, cookies) = (Some("127.0.0.1:8123"), Some(COOKIE));
        Asked { host, cookies, only_reads: true, ..Asked::default() }
    }

    #[test]
    fn whoever_has_the_cookie_passes_and_nobody_else() {
        assert_eq!(gate().judge(&good()), Verdict::Pass);
        let refused = Verdict::Refused(Refusal::Token);
        for cookies in [
            None,
            Some(""),
            Some("tidewaiter_console_8123="),
            Some("tidewaiter_console_8123=secre"),
            Some("tidewaiter_console_8123=secrets"),
            Some("tidewaiter_console_8124=secret"),
            Some("secret"),
        ] {
            assert_eq!(gate().judge(&Asked { cookies, ..good() }), refused, "{cookies:?}");
        }
    }

    #[test]
    fn the_printed_address_signs_in_and_no_other_does() {
        let asked = |query| Asked { query, cookies: None, ..good() };
        assert_eq!(gate().judge(&asked(Some("token=secret"))), Verdict::SignIn);
        for query in [None, Some(""), Some("token="), Some("token=Secret"), Some("t=secret")] {
            let verdict = gate().judge(&asked(query));
            assert_eq!(verdict, Verdict::Refused(Refusal::Token), "{query:?}");
        }
        let form = Asked { only_reads: false, ..asked(Some("token=secret")) };
        assert_eq!(
            gate().judge(&form),
            Verdict::Refused(Refusal::Token),
            "a form needs the cookie"
        );
        assert!(gate().address().ends_with(":8123/?token=secret"));
    }

    #[test]
    fn a_foreign_name_that_is_pointed_here_is_refused_even_with_the_cookie() {
        for host in [
            None,
            Some("console.example:8123"),
            Some("127.0.0.1"),
            Some("127.0.0.1:8124"),
            Some("127.0.0.1:8123.example"),
            Some("localhost.example:8123"),
            Some("[::1]:8123"),
        ] {
            let verdict = gate().judge(&Asked { host, ..good() });
            assert_eq!(verdict, Verdict::Refused(Refusal::Host), "{host:?}");
        }
        let localhost = Asked { host: Some("localhost:8123"), ..good() };
        assert_eq!(gate().judge(&localhost), Verdict::Pass);
    }

    #[test]
    fn a_form_of_another_site_is_refused_even_with_the_cookie() {
        let form = Asked { only_reads: false, ..good() };
        assert_eq!(gate().judge(&form), Verdict::Pass);
        let own = Asked {
            origin: Some("http://127.0.0.1:8123"),
            fetch_site: Some("same-origin"),
            ..form
        };
        assert_eq!(gate().judge(&own), Verdict::Pass);
        for (origin, fetch_site) in [
            (Some("https://evil.example"), None),
            (Some("null"), None),
            (Some("http://127.0.0.1:8124"), None),
            (Some("https://127.0.0.1:8123"), None),
            (Some("http://127.0.0.1:8123"), Some("cross-site")),
            (None, Some("same-site")),
        ] {
            let verdict = gate().judge(&Asked { origin, fetch_site, ..form });
            assert_eq!(verdict, Verdict::Refused(Refusal::Form), "{origin:?} {fetch_site:?}");
        }
    }

    #[test]
    fn a_form_is_ours_by_its_token() {
        assert!(gate().is_ours("form"));
        for form in ["", "forms", "secret"] {
            assert!(!gate().is_ours(form), "{form}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let shown = format!("{:?}", gate());
        assert!(!shown.contains("secret") && !shown.contains("form\""), "{shown}");
    }

    #[test]
    fn the_cookie_is_kept_from_scripts_and_from_other_sites() {
        let cookie = gate().cookie();
        for part in ["tidewaiter_console_8123=secret;", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}
