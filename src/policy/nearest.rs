//! "Did you mean …?"

/// The known word that a mistyped one is most like, when it is like one.
pub(super) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let alike =
        known.into_iter().map(|known| (strsim::jaro_winkler(&word.to_lowercase(), &known.to_lowercase()), known));
    let (likeness, best) = alike.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (likeness >= 0.8).then_some(best)
}

/// The question at the end of a message, or nothing.
pub(super) fn did_you_mean(word: Option<&str>) -> String {
    word.map(|word| format!("; did you mean `{word}`?")).unwrap_or_default()
}
