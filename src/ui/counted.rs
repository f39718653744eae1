/// "1 file", "2 files"
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_is_told_from_many() {
        assert_eq!([0, 1, 2].map(|count| super::counted(count, "file")), ["0 files", "1 file", "2 files"]);
    }
}
