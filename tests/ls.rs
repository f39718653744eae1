//! `seclab ls`: which instances there are, whatever became of their records.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/host.rs"]
#[expect(dead_code, reason = "other tests need more of it")]
mod host;

use std::collections::BTreeMap;

use host::Host;
use seclab::catalog;
use seclab::instance::{Choice, NodeRecord, Record};
use seclab::provider::ProviderKind;

/// An instance of the lab `node` as `up` would have left it.
fn instance(host: &Host, name: &str) {
    let folder = host.path().join("data/instances").join(name);
    fs_err::create_dir_all(&folder).unwrap();
    let loaded = catalog::load("node").unwrap();
    let record = Record {
        name: name.parse().unwrap(),
        origin: loaded.origin,
        lab: loaded.lab,
        created: "2026-01-02T03:04:05Z".parse().unwrap(),
        provider: Choice { value: ProviderKind::Qemu, reason: "it was asked for".to_owned() },
        kubernetes: None,
        nodes: BTreeMap::from([("node".parse().unwrap(), NodeRecord::default())]),
    };
    record.store(&folder).unwrap();
}

#[test]
fn a_broken_record_hides_no_other_instance() {
    let host = Host::bare();
    instance(&host, "first");
    instance(&host, "torn");
    instance(&host, "whole");
    fs_err::create_dir_all(host.path().join("data/instances/half")).unwrap();
    fs_err::write(host.path().join("data/instances/torn/instance.json"), "{").unwrap();
    insta::assert_snapshot!(host.shown(&["ls"]), @"
    exit code 0
    --- stdout
    NAME    LAB    PROVIDER   NODES   CREATED
    first   node   qemu       1       2026-01-02 03:04:05 UTC
    whole   node   qemu       1       2026-01-02 03:04:05 UTC
    --- stderr
    warning: torn is left out: the record [HERE]/data/instances/torn/instance.json can't be read: EOF while parsing an object at line 1 column 1.
    hint: seclab doctor
    ");
    insta::assert_snapshot!(host.shown(&["status", "torn"]), @"
    exit code 1
    --- stderr
    error: the record [HERE]/data/instances/torn/instance.json can't be read
    caused by: EOF while parsing an object at line 1 column 1
    hint: seclab doctor
    ");
}
