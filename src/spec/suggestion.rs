//! "Did you mean …?"

/// The candidate that a mistyped word is most like, when it is like one.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_ascii_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn only_a_near_miss_is_suggested() {
        let keys = ["name", "image", "cpus", "memory", "disk"];
        for (word, suggested) in [
            ("nmae", Some("name")),
            ("Memory", Some("memory")),
            ("mem", Some("memory")),
            ("cpu", Some("cpus")),
            ("network", None),
        ] {
            assert_eq!(closest(word, keys), suggested, "{word}");
        }
    }
}
