//! The stand-in as a program: `standin --listen 127.0.0.1:PORT`, until Ctrl-C or SIGTERM.

use std::io::Write;

use anyhow::{Context, bail};
use standin::Standin;
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str = "usage: standin --listen 127.0.0.1:PORT (port 0: any free one)";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let addr = listen_address(std::env::args().skip(1))?;
    // Before the line is printed: whoever reads it may send the signal at once.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let standin =
        Standin::start(&addr).await.with_context(|| format!("cannot listen on {addr}"))?;
    announce(&standin)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// The address after `--listen`; anything else on the command line is a mistake, not a wish.
fn listen_address(args: impl IntoIterator<Item = String>) -> anyhow::Result<String> {
    let args: Vec<String> = args.into_iter().collect();
    match args.as_slice() {
        [flag, addr] if flag == "--listen" => Ok(addr.clone()),
        _ => bail!(USAGE),
    }
}

/// One line on stdout, flushed: a script waits for it to learn the port.
fn announce(standin: &Standin) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "standin listening on {}", standin.url())?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::listen_address;

    fn parse(args: &[&str]) -> Option<String> {
        listen_address(args.iter().map(ToString::to_string)).ok()
    }

    #[test]
    fn only_a_listen_address_is_understood() {
        assert_eq!(parse(&["--listen", "127.0.0.1:0"]).as_deref(), Some("127.0.0.1:0"));
        assert_eq!(parse(&[]), None);
        assert_eq!(parse(&["--listen"]), None);
        assert_eq!(parse(&["--listen", "127.0.0.1:0", "--verbose"]), None);
    }
}
