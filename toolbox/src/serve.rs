//! `serve`: a workload that does nothing but be there, and answer.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use crate::{Done, Trouble, errno, number, output, sys};

const MESSAGE: &str = "toolbox";
/// Of a thread that answers one connection: it reads into a small buffer and calls nothing deep.
const STACK_BYTES: usize = 64 * 1024;

#[derive(Debug, PartialEq)]
pub struct Options {
    pub port: Option<u16>,
    pub message: String,
}

pub fn run(arguments: &[&str]) -> Done {
    let options = parse(arguments)?;
    sys::end_at_signals();
    let Some(port) = options.port else {
        output::line("ready");
        wait_for_ever()
    };
    answer_all(&listen(port)?, port, &options.message)
}

pub fn parse(arguments: &[&str]) -> Result<Options, Trouble> {
    let mut options = Options { port: None, message: MESSAGE.to_owned() };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match (*word, words.next()) {
            ("--port", Some(port)) => options.port = Some(number(port)?),
            ("--message", Some(message)) => (*message).clone_into(&mut options.message),
            ("--port" | "--message", None) => return Err(Trouble::Usage(format!("`{word}` needs a value"))),
            _ => return Err(Trouble::Usage(format!("`{word}` is unknown here"))),
        }
    }
    Ok(options)
}

pub fn listen(port: u16) -> Result<TcpListener, Trouble> {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port));
    listener.map_err(|error| Trouble::Failed(format!("bind to port {port}: {}", errno::name(&error))))
}

/// Says that it is ready, and answers until a signal comes.
pub fn answer_all(listener: &TcpListener, port: u16, message: &str) -> ! {
    output::line(format_args!("ready on port {port}"));
    loop {
        let Ok((connection, _)) = listener.accept() else { continue };
        let message = message.to_owned();
        // Without a thread, for lack of memory or processes, the connection is closed unanswered.
        let _ = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || answer(connection, &message));
    }
}

/// Keeps the connection until the other side says something, or leaves.
fn answer(mut connection: TcpStream, message: &str) -> io::Result<()> {
    if connection.read(&mut [0; 1024])? == 0 {
        return Ok(());
    }
    let length = message.len() + 1;
    write!(
        connection,
        "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{message}\n"
    )
}

pub fn wait_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_any_order() {
        let options = parse(&["--message", "hello", "--port", "80"]);
        assert_eq!(options, Ok(Options { port: Some(80), message: "hello".to_owned() }));
        assert_eq!(parse(&["--port"]), Err(Trouble::Usage("`--port` needs a value".to_owned())));
        assert_eq!(parse(&["--prot", "80"]), Err(Trouble::Usage("`--prot` is unknown here".to_owned())));
        assert!(parse(&["--port", "http"]).is_err());
    }

    #[test]
    fn a_request_is_answered_with_the_message() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        answer(listener.accept().unwrap().0, "hello").unwrap();
        let mut reply = String::new();
        client.read_to_string(&mut reply).unwrap();
        assert!(
            reply.starts_with("HTTP/1.0 200 OK\r\n")
                && reply.ends_with("Content-Length: 6\r\nConnection: close\r\n\r\nhello\n"),
            "{reply}"
        );
    }
}
