//! `seclab image`: listing, getting and removing images, as real processes.

#[path = "support/host.rs"]
mod host;

use host::Host;

#[test]
fn no_images_are_answered_with_the_ways_to_get_one() {
    insta::assert_snapshot!(Host::bare().shown(&["image", "list"]), @"
    exit code 0
    --- stderr
    No images. The first `up` gets the one it needs.
    hint: seclab image pull ubuntu-24.04
    hint: seclab image build
    ");
}

#[test]
fn images_are_listed_with_version_size_and_date() {
    let host = Host::with_qemu();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    host.image("debian-12", &"cd".repeat(32));
    insta::assert_snapshot!(host.shown(&["image", "list"]), @"
    exit code 0
    --- stdout
    NAME           VERSION        SIZE   MADE                      USED BY
    debian-12      cdcdcdcdcdcd   3M     2026-01-02 03:04:05 UTC   -
    ubuntu-24.04   abababababab   3M     2026-01-02 03:04:05 UTC   -
    ");
    insta::assert_snapshot!(host.shown(&["image", "list", "-o", "name"]), @"
    exit code 0
    --- stdout
    debian-12
    ubuntu-24.04
    ");
    insta::assert_snapshot!(host.shown(&["image", "list", "-o", "json"]), @r#"
    exit code 0
    --- stdout
    {
      "images": [
        {
          "name": "debian-12",
          "digest": "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
          "bytes": 3145728,
          "made": "2026-01-02T03:04:05Z",
          "from": "a test",
          "used_by": []
        },
        {
          "name": "ubuntu-24.04",
          "digest": "abababababababababababababababababababababababababababababababab",
          "bytes": 3145728,
          "made": "2026-01-02T03:04:05Z",
          "from": "a test",
          "used_by": []
        }
      ]
    }
    "#);
}

#[test]
fn a_removed_image_is_gone_with_all_its_versions() {
    let host = Host::bare();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    let other = host.image("ubuntu-24.04", &"ef".repeat(32));
    insta::assert_snapshot!(host.shown(&["image", "rm", "ubuntu-24.04"]), @"
    exit code 2
    --- stderr
    error: Remove image ubuntu-24.04? nobody can answer here: stdin or stderr is no terminal
    hint: add --yes to say yes beforehand
    ");
    assert!(other.exists());
    insta::assert_snapshot!(host.shown(&["image", "rm", "ubuntu-24.04", "--yes"]), @"
    exit code 0
    --- stderr
    Image ubuntu-24.04 is gone.
    ");
    assert!(!other.exists());
    insta::assert_snapshot!(host.shown(&["image", "rm", "ubuntu-24.04", "--yes"]), @"
    exit code 2
    --- stderr
    error: image ubuntu-24.04 is not on this machine
    hint: seclab image list
    ");
}

#[test]
fn a_path_is_no_name_of_an_image() {
    let host = Host::bare();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    insta::assert_snapshot!(host.shown(&["image", "rm", "../images", "--yes"]), @"
    exit code 2
    --- stderr
    error: image ../images is not on this machine
    hint: seclab image list
    ");
    assert!(host.path().join("cache/images/ubuntu-24.04").is_dir());
}

#[test]
fn what_can_not_be_pulled_is_said_with_what_can_be_done() {
    let host = Host::bare();
    insta::assert_snapshot!(host.shown(&["image", "pull", "ubuntu-24.04"]), @"
    exit code 4
    --- stderr
    pull image ubuntu-24.04 …
    error: http://127.0.0.1:9/releases/24.04/release/SHA256SUMS can't be reached
    caused by: io: Connection refused (os error 111)
    hint: check the network and https_proxy, then run the same command again
    hint: seclab image build
    hint: export SECLAB_UBUNTU_MIRROR=https://a.mirror.of.yours
    ");
    insta::assert_snapshot!(host.shown(&["image", "pull", "debian-12"]), @"
    exit code 2
    --- stderr
    error: nobody publishes image debian-12: it is built on this machine
    hint: seclab image build
    ");
    insta::assert_snapshot!(host.shown(&["image", "pull", "./disk.qcow2"]), @"
    exit code 2
    --- stderr
    error: ./disk.qcow2 is a file: name it in lab.yaml, and it is used where it is
    hint: seclab image pull ubuntu-24.04
    ");
    insta::assert_snapshot!(host.shown(&["image", "pull", "fedora"]), @"
    exit code 2
    --- stderr
    error: there is no image fedora
    hint: name one of ubuntu-24.04, ubuntu-22.04, debian-12, or a path with a slash: ./fedora
    ");
}

#[test]
fn a_build_that_fails_names_its_log_and_shows_its_last_lines() {
    let host = Host::bare();
    for tool in ["mmdebstrap", "qemu-img", "mkfs.ext4", "tar", "unshare", "newuidmap", "sh"] {
        host.program(tool, "echo 'seclab-step: install packages'; echo 'E: no mirror answers'; exit 25");
    }
    let said = host.shown(&["image", "build"]);
    if said.contains("debian-archive-keyring") || said.contains("namespace") {
        // Not on a Debian host: what is missing is said instead, before anything runs.
        assert!(said.contains("hint: "), "{said}");
        return;
    }
    insta::assert_snapshot!(said, @"
    exit code 1
    --- stderr
    install packages …
    error: the build of image debian-12 failed with code 25; its last lines:
    seclab-step: install packages
    E: no mirror answers
      log: [HERE]/cache/images/debian-12.log
    hint: export SECLAB_DEBIAN_MIRROR=http://a.package.mirror.of.yours/debian
    ");
}
