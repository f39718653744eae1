//! The words of an action, and what is done for it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use super::{files, kernel, network, process};
use crate::Trouble;

/// Does one thing, and undoes it where it worked and outlives the process.
pub type Action = Box<dyn FnOnce() -> io::Result<()>>;

pub fn parse(text: &str) -> Result<Action, Trouble> {
    let (word, value) = match text.split_once(':') {
        Some((word, value)) => (word, Some(value)),
        None => (text, None),
    };
    let wrong = || Trouble::Usage(format!("`{text}` is no action"));
    let path = value.unwrap_or_default().to_owned();
    Ok(match (word, value) {
        ("read", Some(_)) => Box::new(move || files::read(&path)),
        ("write", Some(_)) => Box::new(move || files::write(&path)),
        ("mknod", Some(_)) => Box::new(move || files::make_device(&path)),
        ("exec", Some(_)) => Box::new(move || process::exec(&path)),
        ("chown", Some(value)) => {
            let (path, uid) = value.rsplit_once(':').ok_or_else(wrong)?;
            let (path, uid) = (path.to_owned(), number(uid).ok_or_else(wrong)?);
            Box::new(move || files::chown(&path, uid))
        }
        ("bind", Some(port)) => {
            let port = number(port).ok_or_else(wrong)?;
            Box::new(move || network::bind(port))
        }
        ("connect", Some(address)) => {
            let address: SocketAddr = address.parse().map_err(|_| wrong())?;
            Box::new(move || network::connect(address))
        }
        ("send-raw", Some(address)) => {
            let address: Ipv4Addr = address.parse().map_err(|_| wrong())?;
            Box::new(move || network::send_echo(address))
        }
        ("kill", Some(pid)) => calls("kill", vec![number(pid).ok_or_else(wrong)?, 0]),
        ("setuid", Some(uid)) => calls("setuid", vec![number(uid).ok_or_else(wrong)?]),
        ("personality", Some(persona)) => calls("personality", vec![number(persona).ok_or_else(wrong)?]),
        ("syscall", Some(call)) => {
            let (name, arguments) = kernel::parse_call(call).ok_or_else(wrong)?;
            Box::new(move || kernel::call(&name, &arguments))
        }
        ("raw", None) => Box::new(|| network::icmp_socket().map(drop)),
        ("packet", None) => Box::new(network::packet_socket),
        ("chroot", None) => Box::new(|| std::os::unix::fs::chroot("/")),
        ("mount", None) => Box::new(kernel::mount),
        ("unshare-user", None) => calls("unshare", vec![process::NEW_USER]),
        ("unshare-net", None) => calls("unshare", vec![process::NEW_NET]),
        ("ptrace", None) => calls("ptrace", vec![process::TRACE_ME]),
        ("clock", None) => Box::new(kernel::set_clock),
        ("keyctl", None) => Box::new(kernel::keyctl),
        ("bpf", None) => Box::new(crate::sys::make_bpf_map),
        _ => return Err(wrong()),
    })
}

fn calls(name: &'static str, arguments: Vec<isize>) -> Action {
    Box::new(move || kernel::call(name, &arguments))
}

/// Decimal, or hexadecimal after `0x`.
pub fn number<T: TryFrom<i128>>(text: &str) -> Option<T> {
    let number = match text.strip_prefix("0x") {
        Some(digits) => i128::from_str_radix(digits, 16).ok()?,
        None => text.parse().ok()?,
    };
    T::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_of_the_usage_is_known() {
        let (_, list) = crate::USAGE.split_once("worked:").unwrap();
        assert_eq!(list.split_whitespace().count(), 22);
        for word in list.split_whitespace() {
            let example = word
                .replace("syscall:NAME[:NUMBER]...", "syscall:unshare:0x10000000")
                .replace("send-raw:ADDRESS", "send-raw:127.0.0.1")
                .replace("ADDRESS:PORT", "[::1]:80")
                .replace("PATH", "/a:b")
                .replace("UID", "1")
                .replace("PORT", "80")
                .replace("PID", "1")
                .replace("NUMBER", "8");
            assert!(parse(&example).is_ok(), "{example}");
        }
    }

    #[test]
    fn what_is_no_action_is_refused() {
        for text in ["", "fly", "raw:1", "bind:http", "bind:65536", "connect:localhost:1", "chown:/tmp", "syscall:"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_decimal_or_hexadecimal() {
        assert_eq!(number::<isize>("0x10000000"), Some(268_435_456));
        assert_eq!(number::<isize>("-3"), Some(-3));
        assert_eq!(number::<u16>("70000"), None);
    }
}
