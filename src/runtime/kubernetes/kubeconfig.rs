//! The kubeconfig that a server writes for its own node, made fit for this host; and the user's own, with it in it.
//! <https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/>

use serde_json::{Map, Value, json};

use crate::error::{Diagnose, Kind, Result};

/// The API server's certificate has this name, whatever way leads to it.
const SERVER_NAME: &str = "localhost";
const LISTS: [&str; 3] = ["clusters", "users", "contexts"];

#[derive(Debug, thiserror::Error)]
pub enum KubeconfigError {
    #[error("{what} is not a kubeconfig")]
    NotOne { what: String, source: serde_saphyr::Error },
    #[error("{what} is not a kubeconfig: {reason}")]
    Malformed { what: String, reason: &'static str },
}

impl Diagnose for KubeconfigError {
    fn kind(&self) -> Kind {
        Kind::Failed
    }
}

/// A kubeconfig, with every key it has.
#[derive(Clone, Debug, PartialEq)]
pub struct Kubeconfig(Map<String, Value>);

impl Kubeconfig {
    /// One with nothing in it.
    pub fn empty() -> Self {
        let Value::Object(map) = json!({ "apiVersion": "v1", "kind": "Config" }) else { return Self(Map::new()) };
        Self(map)
    }

    /// `what` is how messages call it.
    pub fn parse(what: &str, text: &str) -> Result<Self, KubeconfigError> {
        if text.trim().is_empty() {
            return Ok(Self::empty());
        }
        let read: Value =
            serde_saphyr::from_str(text).map_err(|source| KubeconfigError::NotOne { what: what.to_owned(), source })?;
        let malformed = |reason| KubeconfigError::Malformed { what: what.to_owned(), reason };
        let Value::Object(map) = read else { return Err(malformed("it is no mapping")) };
        for list in LISTS {
            if !matches!(map.get(list), None | Some(Value::Null | Value::Array(_))) {
                return Err(malformed("clusters, users and contexts are lists"));
            }
        }
        Ok(Self(map))
    }

    /// The server's own certificates, with its cluster, user and context called `name` and its server at `address`.
    ///
    /// Nothing else is taken over: the file is the student's, and a kubeconfig can name programs and files of this host.
    pub fn named(&self, name: &str, address: &str) -> Result<Self, KubeconfigError> {
        let first = |list: &str, key: &str, data: &[&str]| -> Result<Value, KubeconfigError> {
            let found = self.list(list).first().and_then(|entry| entry.get(key));
            let all = data.iter().map(|&data| Some((data.to_owned(), found?.get(data)?.as_str()?.into()))).collect();
            let reason = "it has no certificate of a cluster or of a user";
            let malformed = || KubeconfigError::Malformed { what: "the node's kubeconfig".to_owned(), reason };
            Ok(Value::Object(Option::<Map<_, _>>::ok_or_else(all, malformed)?))
        };
        let mut cluster = first("clusters", "cluster", &["certificate-authority-data"])?;
        cluster["server"] = json!(format!("https://{address}"));
        cluster["tls-server-name"] = json!(SERVER_NAME);
        let user = first("users", "user", &["client-certificate-data", "client-key-data"])?;
        let mut config = Self::empty();
        config.put("clusters", json!({ "name": name, "cluster": cluster }));
        config.put("users", json!({ "name": name, "user": user }));
        config.put("contexts", json!({ "name": name, "context": { "cluster": name, "user": name } }));
        config.0.insert("current-context".to_owned(), json!(name));
        Ok(config)
    }

    /// With another's entries; what has the same name is replaced, and all else stays as it was.
    #[must_use]
    pub fn merged(mut self, other: &Self) -> Self {
        for list in LISTS {
            for entry in other.list(list) {
                self.put(list, entry.clone());
            }
        }
        if let Some(current) = other.0.get("current-context") {
            self.0.insert("current-context".to_owned(), current.clone());
        }
        self
    }

    pub fn text(&self) -> Result<String> {
        Ok(serde_saphyr::to_string(&self.0).map_err(|error| std::io::Error::other(error.to_string()))?)
    }

    fn list(&self, key: &str) -> &[Value] {
        self.0.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    fn put(&mut self, list: &str, entry: Value) {
        let slot = self.0.entry(list.to_owned()).or_insert_with(|| json!([]));
        if !slot.is_array() {
            *slot = json!([]);
        }
        let Some(entries) = slot.as_array_mut() else { return };
        match entries.iter_mut().find(|known| known["name"] == entry["name"]) {
            Some(known) => *known = entry,
            None => entries.push(entry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_NODE: &str = "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: Q0E=\n    server: https://127.0.0.1:6443\n  name: default\ncontexts:\n- context:\n    cluster: default\n    user: default\n  name: default\ncurrent-context: default\nkind: Config\nusers:\n- name: default\n  user:\n    client-certificate-data: Q0VSVA==\n    client-key-data: S0VZ\n";
    const OF_USER: &str = "apiVersion: v1\nkind: Config\npreferences: {colors: true}\ncurrent-context: work\nclusters:\n- name: work\n  cluster: {server: 'https://10.0.0.1', proxy-url: 'http://proxy'}\nusers:\n- name: work\n  user: {exec: {command: aws, args: [a, b], env: null}}\ncontexts:\n- name: work\n  context: {cluster: work, user: work, namespace: team}\n";

    fn ours() -> Kubeconfig {
        Kubeconfig::parse("it", OF_NODE).unwrap().named("seclab-rootless", "127.0.0.1:40001").unwrap()
    }

    #[test]
    fn the_nodes_own_gets_the_instances_name_and_the_way_from_here() {
        let Kubeconfig(map) = ours();
        assert_eq!(map["clusters"][0]["name"], "seclab-rootless");
        assert_eq!(map["clusters"][0]["cluster"]["server"], "https://127.0.0.1:40001");
        assert_eq!(map["clusters"][0]["cluster"]["tls-server-name"], "localhost");
        assert_eq!(map["clusters"][0]["cluster"]["certificate-authority-data"], "Q0E=");
        assert_eq!(map["users"][0]["user"]["client-key-data"], "S0VZ");
    }

    #[test]
    fn a_student_names_no_program_and_no_file_of_this_host() {
        let with = |user: &str| {
            let text = OF_NODE.replace("    client-key-data", &format!("    {user}\n    client-key-data"));
            let text = text.replace("    server:", "    proxy-url: http://there\n    server:");
            Kubeconfig::parse("it", &text).unwrap().named("seclab-rootless", "127.0.0.1:40001").unwrap()
        };
        assert_eq!(with("exec: {command: sh, apiVersion: client.authentication.k8s.io/v1}"), ours());
        assert_eq!(with("tokenFile: /etc/shadow"), ours());
        let without = OF_NODE.replace("client-key-data: S0VZ", "client-key: /root/.ssh/id_rsa");
        assert!(Kubeconfig::parse("it", &without).unwrap().named("x", "y").is_err());
    }

    #[test]
    fn nothing_of_the_users_own_is_lost() {
        let users = Kubeconfig::parse("it", OF_USER).unwrap();
        let merged = users.clone().merged(&ours());
        let names: Vec<_> = merged.list("contexts").iter().map(|context| &context["name"]).collect();
        assert_eq!(names, ["work", "seclab-rootless"]);
        assert_eq!(merged.0["current-context"], "seclab-rootless");
        assert_eq!(merged.clone().merged(&ours()), merged, "twice is the same");
        assert_eq!(merged.list("users")[0], users.list("users")[0]);
        assert_eq!(merged.0["preferences"], users.0["preferences"]);
        assert_eq!(Kubeconfig::parse("it", &users.text().unwrap()).unwrap(), users, "as text and back");
    }

    #[test]
    fn an_empty_file_is_one_with_nothing_in_it_and_another_file_is_none() {
        assert_eq!(Kubeconfig::parse("it", "\n").unwrap(), Kubeconfig::empty());
        assert!(Kubeconfig::parse("it", "clusters: 7").is_err());
        assert!(Kubeconfig::parse("it", "- a").is_err());
    }
}
