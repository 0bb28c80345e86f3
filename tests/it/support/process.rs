//! The binary as a user runs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};

use super::path;

/// A running `counterpart mock`, killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
    errors: BufReader<ChildStderr>,
    /// What of the errors was read already.
    told: String,
    /// The first line on standard output.
    pub(crate) url: String,
}

/// How a process ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Process {
    /// Starts the mock on a free port, in the project's folder.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).args(["--port", "0"]).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").expect("the first line").to_owned();
        let errors = BufReader::new(child.stderr.take().unwrap());
        Self { child, output, errors, told: String::new(), url }
    }

    /// Runs the command to its end.
    pub(crate) fn run(arguments: &[&str]) -> Ended {
        ended(command(arguments).output().unwrap())
    }

    /// Runs the command in a folder to its end, with more in its environment.
    pub(crate) fn run_in(folder: &Path, arguments: &[&str], more: &[(&str, &str)]) -> Ended {
        let mut command = command(arguments);
        command.current_dir(folder).envs(more.iter().copied());
        ended(command.output().unwrap())
    }

    /// Runs the command to its end, with a text on its standard input.
    pub(crate) fn run_with(arguments: &[&str], input: &str) -> Ended {
        let mut child = command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        ended(child.wait_with_output().unwrap())
    }

    /// Reads more lines of standard output.
    pub(crate) fn lines(&mut self, count: usize) -> Vec<String> {
        let read = |output: &mut BufReader<ChildStdout>| {
            let mut line = String::new();
            output.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        };
        (0..count).map(|_| read(&mut self.output)).collect()
    }

    /// Waits for a line on standard error that has a text in it.
    pub(crate) fn wait_for(&mut self, text: &str) {
        let start = self.told.len();
        while !self.told[start..].contains(text) {
            assert_ne!(self.errors.read_line(&mut self.told).unwrap(), 0, "{}", self.told);
        }
    }

    /// Sends a request without a body and reads the whole answer.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &str) -> String {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
        write!(stream, "{head}{headers}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends a signal.
    pub(crate) fn kill(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Sends a signal and waits for the end.
    pub(crate) fn signal(mut self, name: &str) -> Ended {
        self.kill(name);
        let code = self.child.wait().unwrap().code();
        let mut output = String::new();
        self.output.read_to_string(&mut output).unwrap();
        self.errors.read_to_string(&mut self.told).unwrap();
        Ended { code, output, errors: std::mem::take(&mut self.told) }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ended(done: Output) -> Ended {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: done.status.code(), output: text(done.stdout), errors: text(done.stderr) }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterpart"));
    command.args(arguments).current_dir(path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
