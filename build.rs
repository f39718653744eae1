//! Embeds what the macros can't: the toolbox, a program that is compiled here, and the news of new files.

use std::path::Path;
use std::process::Command;

/// Relative to this file's folder, which is also where it runs.
const SOURCE: &str = "toolbox/src/main.rs";

fn main() {
    // A new file in an embedded folder must lead to a new build; the macro that embeds sees only known files.
    println!("cargo:rerun-if-changed=labs");
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=toolbox/src");
    println!("cargo:rerun-if-changed=upstream");
    println!("cargo:rerun-if-changed=build.rs");

    println!("cargo:rustc-env=SECLAB_TOOLBOX_TARGET={}", musl());

    let program = Path::new(&variable("OUT_DIR")).join("toolbox");
    let mut refusals = Vec::new();
    for way in ways() {
        match compile(&way, &program) {
            Ok(()) => return,
            Err(refusal) => refusals.push(refusal),
        }
    }
    // Most commands do without the toolbox; those that need it say how to get it.
    println!("cargo:warning=no container images in this build: {}", refusals.join("; "));
    #[expect(clippy::expect_used, reason = "a build that can't write ends here")]
    std::fs::write(&program, []).expect("cargo's OUT_DIR can be written to");
}

/// A target, and rustc's options for it.
struct Way {
    target: String,
    options: Vec<String>,
}

/// The toolbox runs on a node, which has the host's processor and is always Linux. The host's own target needs nothing
/// installed but, with glibc, its static library; the one for musl brings all, and a linker comes with rustc.
fn ways() -> Vec<Way> {
    let mut ways = Vec::new();
    if variable("CARGO_CFG_TARGET_OS") == "linux" {
        let linker = std::env::var("RUSTC_LINKER").ok().map(|linker| format!("linker={linker}"));
        let options = linker.into_iter().flat_map(|linker| ["-C".to_owned(), linker]).collect();
        ways.push(Way { target: variable("TARGET"), options });
    }
    let options = ["-C", "linker=rust-lld", "-C", "link-self-contained=yes"].map(str::to_owned).to_vec();
    ways.push(Way { target: musl(), options });
    ways
}

fn musl() -> String {
    format!("{}-unknown-linux-musl", variable("CARGO_CFG_TARGET_ARCH"))
}

/// The same source gives the same bytes in any folder: no path gets into the program.
fn compile(way: &Way, program: &Path) -> Result<(), String> {
    let folder = variable("CARGO_MANIFEST_DIR");
    let output = Command::new(variable("RUSTC"))
        .args(["--edition", "2024", "--crate-name", "toolbox", "--target", &way.target])
        .args(["-C", "opt-level=s", "-C", "codegen-units=1", "-C", "panic=abort"])
        .args(["-C", "strip=symbols", "-C", "target-feature=+crt-static"])
        .arg(format!("--remap-path-prefix={folder}=/seclab"))
        .args(&way.options)
        .arg("-o")
        .args([program, Path::new(SOURCE)])
        .output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let first = said.lines().find(|line| line.starts_with("error")).unwrap_or("rustc failed");
            Err(format!("{}: {first}", way.target))
        }
        Err(error) => Err(format!("rustc: {error}")),
    }
}

/// Of those that cargo sets for every build script.
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}
