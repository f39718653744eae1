//! The cloud-init user-data of a node: our key, its host key and a marker. The same for every provider.

use serde::Serialize;

use super::NodeRequest;
use crate::error::Result;
use crate::template;

/// On the node: which node of which instance this is, and the key of the seclab that made it. Cloud-init writes it,
/// so a node without it was started without user-data: Multipass drops an empty one silently.
pub const MARKER: &str = "/etc/seclab/instance";

/// The marker's text: lines of `NAME=VALUE`.
pub fn marker(node: &NodeRequest) -> Result<String> {
    #[derive(Serialize)]
    struct Values<'a> {
        instance: &'a str,
        node: &'a str,
        public_key: &'a str,
    }
    let public_key = node.identity.public_key.trim();
    let values = Values { instance: node.instance.as_str(), node: node.spec.name.as_str(), public_key };
    template::render("cloud-init/marker", &values)
}

/// The `#cloud-config` document. Without an admin's name our key goes to the image's own default user.
pub fn user_data(node: &NodeRequest, admin: Option<&str>) -> Result<String> {
    #[derive(Serialize)]
    struct Values<'a> {
        admin: Option<&'a str>,
        public_key: &'a str,
        host_key: &'a str,
        host_public_key: &'a str,
        marker_path: &'a str,
        marker: &'a str,
    }
    let values = Values {
        admin,
        public_key: node.identity.public_key.trim(),
        host_key: &node.identity.host_key,
        host_public_key: node.identity.host_public_key.trim(),
        marker_path: MARKER,
        marker: &marker(node)?,
    };
    template::render("cloud-init/user-data.yaml", &values)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::provider::Identity;

    fn node() -> NodeRequest {
        NodeRequest {
            instance: "demo".parse().unwrap(),
            spec: serde_json::from_value(json!({"name": "node"})).unwrap(),
            folder: "/nowhere".into(),
            runtime: "/nowhere".into(),
            identity: Identity {
                key_file: "/nowhere/key".into(),
                public_key: "ssh-ed25519 AAAA seclab: \"demo\"\n".to_owned(),
                host_key: "-----BEGIN-----\nabc\n-----END-----\n".to_owned(),
                host_public_key: "ssh-ed25519 BBBB\n".to_owned(),
            },
            ports: Vec::new(),
        }
    }

    fn parsed(admin: Option<&str>) -> Value {
        serde_saphyr::from_str(&user_data(&node(), admin).unwrap()).unwrap()
    }

    #[test]
    fn the_document_starts_with_the_line_that_cloud_init_looks_for() {
        assert!(user_data(&node(), None).unwrap().starts_with("#cloud-config\n"));
    }

    #[test]
    fn the_default_user_gets_our_key_and_the_marker_says_whose_node_it_is() {
        assert_eq!(
            parsed(None),
            json!({
                "ssh_authorized_keys": ["ssh-ed25519 AAAA seclab: \"demo\""],
                "ssh_pwauth": false,
                "ssh_deletekeys": true,
                "ssh_keys": {
                    "ed25519_private": "-----BEGIN-----\nabc\n-----END-----\n",
                    "ed25519_public": "ssh-ed25519 BBBB",
                },
                "locale": false,
                "package_update": false,
                "write_files": [{
                    "path": "/etc/seclab/instance",
                    "owner": "root:root",
                    "permissions": "0644",
                    "content": "instance=demo\nnode=node\nkey=ssh-ed25519 AAAA seclab: \"demo\"\n",
                }],
            })
        );
    }

    #[test]
    fn a_named_admin_is_made_with_our_key_and_sudo() {
        let document = parsed(Some("admin"));
        assert_eq!(
            document["users"],
            json!([{
                "name": "admin",
                "shell": "/bin/bash",
                "sudo": ["ALL=(ALL) NOPASSWD:ALL"],
                "lock_passwd": true,
                "ssh_authorized_keys": ["ssh-ed25519 AAAA seclab: \"demo\""],
            }])
        );
        assert!(document.get("ssh_authorized_keys").is_none());
    }
}
