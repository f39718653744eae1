//! What becomes of the user-data on its way to a machine.

use serde_json::{Value, json};

/// The document that the machine gets: with the client's own key in the list, as Multipass does it, and with the
/// default user of Ubuntu's images, where our image has another.
pub fn document(given: Option<&Value>, key: &str) -> String {
    let mut document = given.cloned().unwrap_or_else(|| json!({}));
    match document["ssh_authorized_keys"].as_array_mut() {
        Some(keys) => keys.push(key.into()),
        None => document["ssh_authorized_keys"] = json!([key]),
    }
    document["system_info"]["default_user"] = json!({
        "name": "ubuntu",
        "groups": ["adm", "sudo"],
        "sudo": ["ALL=(ALL) NOPASSWD:ALL"],
        "shell": "/bin/bash",
        "lock_passwd": true,
    });
    // JSON is YAML.
    format!("#cloud-config\n{document:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_key_joins_those_that_were_given() {
        let text = document(Some(&json!({"ssh_authorized_keys": ["ours"], "locale": false})), "its own");
        let read: Value = serde_saphyr::from_str(&text).unwrap();
        assert_eq!(read["ssh_authorized_keys"], json!(["ours", "its own"]));
        assert_eq!((&read["locale"], &read["system_info"]["default_user"]["name"]), (&json!(false), &json!("ubuntu")));
    }
}
