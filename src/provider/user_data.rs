//! The cloud-config a node starts with: keys and a mark, the same for every provider that makes machines.

use super::NodeRequest;
use crate::error::Result;
use crate::template;

/// Tells whose the node is. Proof, too, that the user-data arrived at all.
pub const MARKER: &str = "/etc/seclab/instance";

#[derive(serde::Serialize)]
struct Marker<'a> {
    instance: &'a str,
    node: &'a str,
    public_key: &'a str,
}

#[derive(serde::Serialize)]
struct UserData<'a> {
    /// The sudo user to make; absent where the image brings one.
    admin: Option<&'a str>,
    public_key: &'a str,
    host_key: &'a str,
    host_public_key: &'a str,
    marker_path: &'a str,
    marker: &'a str,
}

/// The text that `/etc/seclab/instance` has on the node.
pub fn marker(request: &NodeRequest) -> Result<String> {
    let (instance, node) = (request.instance.as_str(), request.spec.name.as_str());
    template::render("cloud-init/marker", &Marker { instance, node, public_key: &request.identity.public_key })
}

pub fn user_data(request: &NodeRequest, admin: Option<&str>) -> Result<String> {
    let keys = &request.identity;
    let data = UserData {
        admin,
        public_key: &keys.public_key,
        host_key: &keys.host_key,
        host_public_key: &keys.host_public_key,
        marker_path: MARKER,
        marker: &marker(request)?,
    };
    template::render("cloud-init/user-data.yaml", &data)
}
