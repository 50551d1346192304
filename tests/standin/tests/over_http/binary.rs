//! The stand-in as a program of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

fn standin() -> Command {
    Command::new(env!("CARGO_BIN_EXE_standin"))
}

/// Starts it on any free port and reads the line that says which.
fn start() -> (Child, String) {
    let mut command = standin();
    command.args(["--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let out = child.stdout.as_mut().unwrap();
    BufReader::new(out).read_line(&mut line).unwrap();
    (child, line)
}

fn send(signal: &str, child: &Child) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", signal, &id]).status();
    assert!(sent.unwrap().success());
}

#[test]
fn it_says_where_it_listens_and_ends_cleanly_when_told() {
    for signal in ["TERM", "INT"] {
        let (mut child, line) = start();
        let url = line.strip_prefix("standin listening on http://127.0.0.1:");
        let port: u16 = url.unwrap().trim_end().parse().unwrap();
        std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        send(signal, &child);
        assert!(child.wait().unwrap().success(), "{signal}");
    }
}

#[test]
fn it_explains_itself_when_misused() {
    let output = standin().arg("--port").output().unwrap();
    assert!(!output.status.success());
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("usage: standin --listen"), "{words}");
}
