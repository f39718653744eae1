//! "Did you mean …?" Pure, and known to all.

/// Below it a guess is more often wrong than right. <https://docs.rs/strsim/latest/strsim/fn.jaro_winkler.html>
const ALIKE: f64 = 0.8;

/// The candidate that a mistyped word is most like, when it is like one.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_ascii_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// The question at the end of a message, or nothing.
pub fn did_you_mean(word: Option<&str>) -> String {
    word.map(|word| format!("; did you mean `{word}`?")).unwrap_or_default()
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
