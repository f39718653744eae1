//! An ssh server on 127.0.0.1 with its own keys and configuration. Ends with its owner.
//! Whatever it is asked to run, it runs nothing and gives a prepared answer: a test never touches this machine.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub struct Sshd {
    /// Whose machine it is: a server that root did not start lets in only the one who did.
    pub user: String,
    folder: PathBuf,
    process: Child,
}

impl Sshd {
    /// In `folder`: the server's files, and a client configuration `config` with the host `box`.
    pub fn start(folder: &Path) -> Self {
        let folder = folder.canonicalize().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        for key in ["host", "user"] {
            let file = folder.join(key);
            let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(file).status();
            assert!(made.unwrap().success());
        }
        let at = |name: &str| folder.join(name).display().to_string();
        let public = |key: &str| fs_err::read_to_string(at(&format!("{key}.pub"))).unwrap();
        fs_err::write(at("authorized_keys"), public("user")).unwrap();
        fs_err::write(at("known_hosts"), format!("[127.0.0.1]:{port} {}", public("host"))).unwrap();
        let server = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\n\
             ForceCommand cat >/dev/null; cat {}\n",
            at("host"),
            at("authorized_keys"),
            at("answer")
        );
        fs_err::write(at("answer"), "").unwrap();
        fs_err::write(at("sshd_config"), server).unwrap();
        let client = format!(
            "Host box\n  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {}\n  IdentitiesOnly yes\n  IdentityAgent none\n  \
             UserKnownHostsFile {}\n",
            at("user"),
            at("known_hosts")
        );
        fs_err::write(at("config"), client).unwrap();
        // sshd wants its absolute path: it starts itself again for each connection.
        let program = ["/usr/sbin/sshd", "/usr/bin/sshd", "/usr/local/sbin/sshd"];
        let program = program.iter().find(|path| Path::new(path).exists()).unwrap();
        // A server run by root wants this folder, which its service makes at boot.
        let _ = std::fs::create_dir("/run/sshd");
        let process = Command::new(program)
            .args(["-D", "-e", "-f"])
            .arg(at("sshd_config"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let me = Command::new("id").arg("-un").output().unwrap().stdout;
        let sshd = Self { user: String::from_utf8(me).unwrap().trim().to_owned(), folder, process };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return sshd;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("sshd does not listen")
    }

    /// What every command on the machine prints.
    pub fn answers(&self, text: &str) {
        fs_err::write(self.folder.join("answer"), text).unwrap();
    }

    pub fn forget_host_key(&self) {
        fs_err::write(self.folder.join("known_hosts"), "").unwrap();
    }

    pub fn lock_out(&self) {
        fs_err::write(self.folder.join("authorized_keys"), "").unwrap();
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
