//! Makes harmless what others said: nodes, programs, files. Text that was not written here passes through here.

use anstream::adapter::strip_str;

/// One line: no escape sequence, no control character, no line break, nothing that turns the writing direction.
pub fn line(text: &str) -> String {
    let stripped = strip_str(text.trim_end()).to_string();
    stripped.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).filter(|c| is_harmless(*c)).collect()
}

/// Several lines: as `line`, but line breaks and tabs stay.
pub fn text(text: &str) -> String {
    let stripped = strip_str(text).to_string();
    stripped.chars().filter(|c| matches!(c, '\n' | '\t') || is_harmless(*c)).collect()
}

fn is_harmless(c: char) -> bool {
    // The directional marks of Unicode UAX 9 can make a line read otherwise than it is.
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns && !matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_node_says_reaches_the_terminal_raw() {
        for (said, shown) in [
            ("plain", "plain"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}]0;title\u{7}after", "after"),
            ("\u{1b}]8;;http://evil\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
            ("over\rwritten\u{8}", "overwritten"),
            ("a\nb\tc", "a b c"),
            ("c1 \u{9b}2J end", "c1 2J end"),
            ("\u{202e}drowssap", "drowssap"),
            ("bell\u{7} del\u{7f} nul\0", "bell del nul"),
            ("cut \u{1b}", "cut "),
            ("für 日本", "für 日本"),
        ] {
            let safe = line(said);
            assert_eq!(safe, shown, "{said:?}");
            assert!(!safe.chars().any(char::is_control), "{said:?}");
        }
    }

    #[test]
    fn several_lines_stay_several() {
        assert_eq!(text("one\n\ttwo\u{1b}[2J\r\n"), "one\n\ttwo\n");
    }

    proptest::proptest! {
        #[test]
        fn no_text_gets_a_control_character_through(said in "(\\PC|\\pC){0,64}") {
            assert!(!line(&said).chars().any(char::is_control));
            assert!(!text(&said).chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }
    }
}
