//! A web server on a loopback port, that says what a test tells it to.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server answers to a path.
#[derive(Clone)]
pub enum Answer {
    Whole(Vec<u8>),
    /// All that is promised but the last bytes.
    BrokenOff(Vec<u8>),
    Status(u16),
}

/// A mirror on a loopback port. Ends with the test's process.
pub struct Server {
    pub base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn answering<P: Into<String>>(answers: impl IntoIterator<Item = (P, Answer)>) -> Self {
        let answers: HashMap<String, _> = answers.into_iter().map(|(path, answer)| (path.into(), answer)).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let path = requested_path(&stream);
                record.lock().unwrap().push(path.clone());
                // A client may hang up in the middle.
                let _ = answer(&mut stream, answers.get(path.as_str()).unwrap_or(&Answer::Status(404)));
            }
        });
        Self { base, asked }
    }

    pub fn asked_for(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

fn requested_path(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    let _headers = lines.take_while(|line| !line.is_empty()).count();
    request.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn answer(stream: &mut TcpStream, answer: &Answer) -> std::io::Result<()> {
    let (status, body, sent) = match answer {
        Answer::Whole(body) => (200, body.as_slice(), body.as_slice()),
        Answer::BrokenOff(body) => (200, body.as_slice(), &body[..body.len() - 5]),
        Answer::Status(status) => (*status, &b""[..], &b""[..]),
    };
    write!(stream, "HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
    stream.write_all(sent)
}

/// A port that nobody listens on: bound once to learn its number, then let go.
#[must_use]
pub fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
