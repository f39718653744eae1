//! Words for a POSIX shell.

use std::path::Path;

/// In quotes, whatever is in it:
/// <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02>
pub fn word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// In quotes where it needs some: for a hint that the user pastes.
pub fn path(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text } else { word(&text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_that_a_shell_would_change_is_quoted() {
        assert_eq!(path(Path::new("/srv/a-b.json")), "/srv/a-b.json");
        assert_eq!(path(Path::new("it's $me")), r"'it'\''s $me'");
        assert_eq!(path(Path::new("")), "''");
    }
}
