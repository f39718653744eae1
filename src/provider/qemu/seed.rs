//! The NoCloud seed: a folder that QEMU shows to the guest as a read-only FAT disk labelled `cidata`.
//! <https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html>

use std::path::Path;

use crate::error::Result;
use crate::provider::NodeRequest;
use crate::template;

#[derive(serde::Serialize)]
struct Seed<'a> {
    instance: &'a str,
    node: &'a str,
    admin: &'a str,
    public_key: &'a str,
    host_key: &'a str,
    host_public_key: &'a str,
}

pub fn write(request: &NodeRequest, admin: &str, folder: &Path) -> Result<()> {
    crate::paths::private_dir(folder)?;
    let seed = Seed {
        instance: request.instance.as_str(),
        node: request.spec.name.as_str(),
        admin,
        public_key: &request.identity.public_key,
        host_key: &request.identity.host_key,
        host_public_key: &request.identity.host_public_key,
    };
    fs_err::write(folder.join("user-data"), template::render("cloud-init/nocloud-user-data.yaml", &seed)?)?;
    fs_err::write(folder.join("meta-data"), template::render("cloud-init/nocloud-meta-data.yaml", &seed)?)?;
    Ok(())
}
