//! A record of the kernel's log, and the rule that would allow what it tells of.
//! The records: <https://gitlab.com/apparmor/apparmor/-/wikis/AppArmor_Failures>, audit type 1400.

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Denial {
    pub profile: String,
    /// `false`: the profile is in complain mode, and it happened.
    pub denied: bool,
    pub operation: String,
    /// What it was about: a path, a capability, a kind of socket.
    pub object: String,
    pub command: String,
    /// The rule that would allow it, where there is one that is not too wide.
    pub rule: Option<String>,
}

impl Denial {
    /// `None` for lines about something else.
    pub fn parse(line: &str) -> Option<Self> {
        let fields = fields(line);
        let get = |key: &str| fields.get(key).map(String::as_str);
        let denied = match get("apparmor")? {
            "DENIED" => true,
            "ALLOWED" => false,
            _ => return None,
        };
        let operation = get("operation")?.to_owned();
        let (object, rule) = match get("capname") {
            Some(capability) => (capability.to_owned(), Some(format!("capability {capability},"))),
            None => match (get("family"), get("sock_type")) {
                (Some(family), Some(kind)) => (format!("{family} {kind}"), Some(format!("network {family} {kind},"))),
                _ => file(&operation, &fields),
            },
        };
        let (profile, command) = (get("profile")?.to_owned(), get("comm").unwrap_or_default().to_owned());
        Some(Self { profile, denied, operation, object, command, rule })
    }
}

fn file(operation: &str, fields: &BTreeMap<String, String>) -> (String, Option<String>) {
    let get = |key: &str| fields.get(key).map_or("", String::as_str);
    let name = get("name");
    let mask = if get("denied_mask").is_empty() { get("requested_mask") } else { get("denied_mask") };
    let object = [name, get("peer"), get("signal")].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    if operation == "signal" {
        let (signal, peer) = (get("signal"), get("peer"));
        return (object.to_owned(), Some(format!("signal ({mask}) set=({signal}) peer={peer},")));
    }
    let access = access(mask);
    let rule = (name.starts_with('/') && !access.is_empty()).then(|| {
        let path = if name.contains([' ', '"']) { format!("\"{name}\"") } else { name.to_owned() };
        // Who made the file may go on having it; others need not.
        let owner = if get("fsuid") == get("ouid") && !get("ouid").is_empty() { "owner " } else { "" };
        format!("{owner}{path} {access},")
    });
    (object.to_owned(), rule)
}

/// The letters of a file rule for the kernel's: it also has `c` and `d`, to make and to remove, which are writing.
fn access(mask: &str) -> String {
    let has = |letters: &str| mask.contains(|letter| letters.contains(letter));
    let parts = [("r", "r"), ("wcd", "w"), ("m", "m"), ("k", "k"), ("l", "l")];
    let mut access: String = parts.iter().filter(|(letters, _)| has(letters)).map(|(_, letter)| *letter).collect();
    if has("a") && !access.contains('w') {
        access.push('a');
    }
    if has("x") {
        // The new program stays in the profile: never more than before.
        access.push_str("ix");
    }
    access
}

/// `KEY=VALUE` and `KEY="VALUE"`. What a process could choose is quoted by the kernel, or in hexadecimal digits.
fn fields(line: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('=') {
        let key = before.rsplit([' ', '(']).next().unwrap_or_default().to_owned();
        let value;
        if let Some(quoted) = after.strip_prefix('"') {
            let Some((inside, left)) = quoted.split_once('"') else { break };
            (value, rest) = (inside.to_owned(), left);
        } else {
            let (word, left) = after.split_once(' ').unwrap_or((after, ""));
            (value, rest) = (if key == "name" { from_hex(word) } else { word.to_owned() }, left);
        }
        fields.entry(key).or_insert(value);
    }
    fields
}

fn from_hex(word: &str) -> String {
    let byte = |at: usize| word.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..word.len()).step_by(2).map(byte).collect();
    bytes.map_or_else(|| word.to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(line: &str) -> (String, Option<String>) {
        let denial = Denial::parse(line).unwrap();
        (denial.object, denial.rule)
    }

    #[test]
    fn a_denied_write_suggests_a_rule_for_just_that_file() {
        let line = r#"audit: type=1400 audit(1700000000.123:45): apparmor="DENIED" operation="mknod" class="file" profile="seclab-web" name="/var/tmp/x" pid=7 comm="toolbox" requested_mask="c" denied_mask="c" fsuid=0 ouid=0"#;
        let denial = Denial::parse(line).unwrap();
        assert_eq!(denial.rule.as_deref(), Some("owner /var/tmp/x w,"));
        assert_eq!((denial.profile.as_str(), denial.denied, denial.command.as_str()), ("seclab-web", true, "toolbox"));
        let other = line.replace("ouid=0", "ouid=1").replace("\"c\"", "\"rw\"");
        assert_eq!(rule(&other).1.unwrap(), "/var/tmp/x rw,");
    }

    #[test]
    fn each_kind_has_its_rule() {
        let about = |more: &str| rule(&format!(r#"apparmor="ALLOWED" operation="x" profile="p" {more} comm="c""#));
        assert_eq!(about(r#"capability=10  capname="net_bind_service""#).1.unwrap(), "capability net_bind_service,");
        assert_eq!(
            about(r#"family="inet" sock_type="stream" protocol=6 requested_mask="create""#).1.unwrap(),
            "network inet stream,"
        );
        let exec = r#"name="/usr/bin/id" requested_mask="x" denied_mask="x" fsuid=0 ouid=1"#;
        assert_eq!(about(exec).1.unwrap(), "/usr/bin/id ix,");
        assert_eq!(about(r#"name=2F746D702F612062 denied_mask="r""#).1.unwrap(), "\"/tmp/a b\" r,");
        assert_eq!(about(r#"peer="unconfined" requested_mask="trace""#), ("unconfined".to_owned(), None));
    }

    #[test]
    fn other_lines_are_no_denials() {
        for line in
            ["", "usb 1-1: new device", r#"apparmor="STATUS" operation="profile_load" profile="unconfined" name="x""#]
        {
            assert_eq!(Denial::parse(line), None, "{line}");
        }
    }
}
