//! A machine as a user names it: `[USER@]HOST[:PORT]`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What is absent is left to the user's ssh configuration. HOST may be an alias of that.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    pub user: Option<String>,
    pub host: String,
    pub port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    #[error("`{text}` names no host; write [USER@]HOST[:PORT]")]
    NoHost { text: String },
    /// ssh would read it as an option.
    #[error("`{part}` begins with `-`")]
    Dash { part: String },
    #[error("`{character}` can't be in a {what}")]
    Character { what: &'static str, character: char },
    #[error("`{port}` is not a port: use 1 to 65535")]
    Port { port: String },
    #[error("`{text}` has many colons; write an IPv6 address as [ADDRESS]:PORT")]
    Colons { text: String },
}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let (user, place) = match text.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, text),
        };
        let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, "")) => (host, None),
            Some((host, rest)) => (host, Some(rest.strip_prefix(':').unwrap_or(rest))),
            None => match place.split_once(':') {
                Some((_, port)) if port.contains(':') => return Err(BadAddress::Colons { text: text.to_owned() }),
                Some((host, port)) => (host, Some(port)),
                None => (place, None),
            },
        };
        if host.is_empty() || user == Some("") {
            return Err(BadAddress::NoHost { text: text.to_owned() });
        }
        check("host", host, ".-_:%")?;
        user.map_or(Ok(()), |user| check("user", user, ".-_@$+"))?;
        let number = |port: &str| match port.parse() {
            Ok(0) | Err(_) => Err(BadAddress::Port { port: port.to_owned() }),
            Ok(number) => Ok(number),
        };
        Ok(Self { user: user.map(str::to_owned), host: host.to_owned(), port: port.map(number).transpose()? })
    }
}

fn check(what: &'static str, part: &str, allowed: &str) -> Result<(), BadAddress> {
    if part.starts_with('-') {
        return Err(BadAddress::Dash { part: part.to_owned() });
    }
    let stranger = part.chars().find(|c| !c.is_ascii_alphanumeric() && !allowed.contains(*c));
    stranger.map_or(Ok(()), |character| Err(BadAddress::Character { what, character }))
}

impl Address {
    /// The name of the machine in `known_hosts`; sshd(8).
    pub fn known_as(&self) -> String {
        match self.port {
            None | Some(22) => self.host.clone(),
            Some(port) => format!("[{}]:{port}", self.host),
        }
    }

    /// The words after `ssh` that lead there.
    pub fn ssh_words(&self) -> String {
        let port = self.port.map(|port| format!("-p {port} ")).unwrap_or_default();
        let user = self.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
        format!("{port}{user}{}", self.host)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(user) = &self.user {
            write!(f, "{user}@")?;
        }
        if self.host.contains(':') {
            write!(f, "[{}]", self.host)?;
        } else {
            f.write_str(&self.host)?;
        }
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl TryFrom<String> for Address {
    type Error = BadAddress;

    fn try_from(text: String) -> Result<Self, BadAddress> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_shown_alike() {
        for text in ["box", "me@box", "me@box:2222", "10.0.0.1:22", "[fe80::1%eth0]:22", "me@[::1]", "me@corp@box"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        assert_eq!("me@[::1]:22".parse::<Address>().unwrap().ssh_words(), "-p 22 me@::1");
        assert_eq!("me@corp@box".parse::<Address>().unwrap().user.as_deref(), Some("me@corp"));
    }

    #[test]
    fn what_ssh_would_take_for_something_else_is_refused() {
        let told = |text: &str| text.parse::<Address>().unwrap_err().to_string();
        assert_eq!(told("-oProxyCommand"), "`-oProxyCommand` begins with `-`");
        assert_eq!(told("-l@box"), "`-l` begins with `-`");
        assert_eq!(told("box;id"), "`;` can't be in a host");
        assert_eq!(told("a b@box"), "` ` can't be in a user");
        assert_eq!(told("box:ssh"), "`ssh` is not a port: use 1 to 65535");
        assert_eq!(told("box:0"), "`0` is not a port: use 1 to 65535");
        assert_eq!(told("::1"), "`::1` has many colons; write an IPv6 address as [ADDRESS]:PORT");
        assert_eq!(told("@box"), "`@box` names no host; write [USER@]HOST[:PORT]");
        assert_eq!(told(""), "`` names no host; write [USER@]HOST[:PORT]");
    }
}
