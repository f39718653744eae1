//! Sizes as the client takes them: `512M`, `2G`; 1024-based.

pub fn bytes(text: &str) -> Option<u64> {
    let (digits, unit) = match text.trim_end_matches(['b', 'B']).char_indices().next_back()? {
        (at, 'k' | 'K') => (&text[..at], 1 << 10),
        (at, 'm' | 'M') => (&text[..at], 1 << 20),
        (at, 'g' | 'G') => (&text[..at], 1 << 30),
        _ => (text, 1),
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}
