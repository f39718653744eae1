//! The proxies that the user's environment names, and what they mean for labs.
//! Lower and upper case count, as curl has it: <https://everything.curl.dev/usingcurl/proxies/env.html>

/// What the environment says of proxies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    /// Variables and their values, without the password that may stand in them.
    settings: Vec<(String, String)>,
    /// A variable of which the two spellings differ.
    contradictions: Vec<String>,
    /// Where connections to this machine itself go.
    loopback: Loopback,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Loopback {
    #[default]
    Direct,
    ThroughProxy,
}

const PROXIES: [&str; 3] = ["https_proxy", "http_proxy", "all_proxy"];

impl Proxies {
    pub fn from_environment() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| variable(name).filter(|value| !value.is_empty());
        let mut found = Self::default();
        for name in PROXIES {
            let (lower, upper) = (value(name), value(&name.to_uppercase()));
            if lower.is_some() && upper.is_some() && lower != upper {
                found.contradictions.push(name.to_owned());
            }
            if let Some(lower) = lower {
                found.settings.push((name.to_owned(), without_password(&lower)));
            } else if let Some(upper) = upper {
                found.settings.push((name.to_uppercase(), without_password(&upper)));
            }
        }
        let exceptions = value("no_proxy").or_else(|| value("NO_PROXY")).unwrap_or_default();
        let direct = exceptions.split(',').map(str::trim).any(|host| host == "*" || host == "127.0.0.1");
        if !found.settings.is_empty() && !direct {
            found.loopback = Loopback::ThroughProxy;
        }
        found
    }

    /// `https_proxy=http://proxy:3128, …`; empty where there is none.
    pub fn summary(&self) -> String {
        self.settings.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ")
    }

    /// What will not work as the user may expect.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if !self.settings.is_empty() {
            warnings.push(format!(
                "nodes do not get this host's proxy settings ({}): seclab's own downloads go through the proxy, but \
                 packages and container images that a node fetches do not",
                self.summary()
            ));
        }
        if self.loopback == Loopback::ThroughProxy {
            warnings.push(
                "no_proxy does not name 127.0.0.1, where nodes are reached: HTTP to them would go to the proxy"
                    .to_owned(),
            );
        }
        for name in &self.contradictions {
            warnings.push(format!("{name} and {} differ: programs disagree which one counts", name.to_uppercase()));
        }
        warnings
    }

    /// What to type about it.
    pub fn hints(&self) -> Vec<String> {
        match self.loopback {
            Loopback::Direct => Vec::new(),
            Loopback::ThroughProxy => vec!["export no_proxy=\"${no_proxy:+$no_proxy,}localhost,127.0.0.1\"".to_owned()],
        }
    }
}

/// `http://user:password@proxy:3128` without what stands before the `@`.
fn without_password(value: &str) -> String {
    match (value.split_once("://"), value.rsplit_once('@')) {
        (_, None) => value.to_owned(),
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        (None, Some((_, host))) => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warnings(settings: &[(&str, &str)]) -> Vec<String> {
        let found =
            |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Proxies::read(found).warnings()
    }

    #[test]
    fn without_a_proxy_there_is_nothing_to_say() {
        assert_eq!(warnings(&[]), [""; 0]);
        assert_eq!(warnings(&[("https_proxy", ""), ("no_proxy", "example.org")]), [""; 0]);
    }

    #[test]
    fn nodes_do_not_inherit_and_passwords_are_not_shown() {
        let said = warnings(&[("HTTPS_PROXY", "http://me:secret@proxy:3128"), ("NO_PROXY", "localhost, 127.0.0.1")]);
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("(HTTPS_PROXY=http://proxy:3128)") && !said[0].contains("secret"), "{said:?}");
    }

    #[test]
    fn a_no_proxy_without_loopback_and_a_contradiction_are_said() {
        let said = warnings(&[("http_proxy", "proxy:1"), ("HTTP_PROXY", "proxy:2"), ("no_proxy", "localhost")]);
        assert_eq!(said.len(), 3);
        assert!(
            said[1].starts_with("no_proxy does not name 127.0.0.1") && said[2].starts_with("http_proxy and HTTP_PROXY")
        );
    }
}
