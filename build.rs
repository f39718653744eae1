//! A new file in an embedded folder must lead to a new build; the macro that embeds sees only known files.
fn main() {
    println!("cargo:rerun-if-changed=templates");
}
