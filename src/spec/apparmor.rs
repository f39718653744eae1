//! What the text of an AppArmor profile says about itself. The node's own parser has the last word.
//! Syntax: apparmor.d(5), <https://manpages.debian.org/bookworm/apparmor/apparmor.d.5.en.html>

/// The head of a profile: its name and its flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileHead {
    pub name: String,
    pub flags: Vec<String>,
}

/// The heads of all profiles of a file, in order. Hats and local profiles belong to the profile around them.
pub fn heads(text: &str) -> Vec<ProfileHead> {
    let mut depth = 0_usize;
    let mut heads = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if depth == 0 && line.ends_with('{') {
            heads.extend(head(line.trim_end_matches('{')));
        }
        depth += line.matches('{').count();
        depth = depth.saturating_sub(line.matches('}').count());
    }
    heads
}

/// The name of the one file-system path that a profile is loaded from does not matter; the name in the head does.
fn head(line: &str) -> Option<ProfileHead> {
    let (line, flags) = match line.split_once("flags=") {
        Some((before, after)) => (before, after.trim().trim_start_matches('(').split(')').next().unwrap_or_default()),
        None => (line, ""),
    };
    let named = line.trim_start();
    let named = named.strip_prefix("profile ").unwrap_or(named).trim_start();
    let name = match named.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => named.split_whitespace().next()?,
    };
    let flags = flags.split([',', ' ']).filter(|flag| !flag.is_empty()).map(str::to_owned).collect();
    Some(ProfileHead { name: name.to_owned(), flags })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_read_from_every_form_of_head() {
        for (text, name, flags) in [
            ("profile seclab-x {\n}\n", "seclab-x", vec![]),
            (
                "abi <abi/3.0>,\ninclude <tunables/global>\nprofile a flags=(attach_disconnected, complain) {\n}",
                "a",
                vec!["attach_disconnected", "complain"],
            ),
            ("profile \"with space\" /usr/bin/* flags=(complain) { # note\n}", "with space", vec!["complain"]),
            ("/usr/bin/true {\n  /etc/{a,b} r,\n}", "/usr/bin/true", vec![]),
            ("# profile not-this {\nprofile this{\n}", "this", vec![]),
        ] {
            let flags = flags.into_iter().map(str::to_owned).collect();
            assert_eq!(heads(text), [ProfileHead { name: name.to_owned(), flags }], "{text}");
        }
    }

    #[test]
    fn hats_are_no_profiles_of_the_file() {
        let names: Vec<String> = heads("profile a {\n  ^hat {\n  }\n  profile child {\n  }\n}\nprofile b {\n}\n")
            .into_iter()
            .map(|h| h.name)
            .collect();
        assert_eq!(names, ["a", "b"]);
    }
}
