//! Quantities as Kubernetes writes them, in the units that `podman run` takes.
//! <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>

const SUFFIXES: [(&str, u64); 7] =
    [("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("", 1)];

/// `32Mi` → bytes.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let (digits, unit) = SUFFIXES.into_iter().find_map(|(suffix, unit)| Some((text.strip_suffix(suffix)?, unit)))?;
    digits.parse::<u64>().ok()?.checked_mul(unit).filter(|bytes| *bytes > 0)
}

/// `100m`, `0.5`, `2` → thousandths of a CPU.
fn millicores(text: &str) -> Option<u64> {
    if let Some(millis) = text.strip_suffix('m') {
        return millis.parse().ok().filter(|millis| *millis > 0);
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit()).then(|| text.parse::<u64>().ok())?;
    if part.len() > 3 {
        return None;
    }
    let millis = digits(whole)?.checked_mul(1000)? + digits(part)? * 10_u64.pow(3 - u32::try_from(part.len()).ok()?);
    (millis > 0).then_some(millis)
}

/// A CPU request in cgroup shares: 1024 a CPU, as the kubelet counts.
pub(super) fn shares(text: &str) -> Option<u64> {
    Some((millicores(text)? * 1024 / 1000).max(2))
}

/// A CPU limit in microseconds of each 100,000.
pub(super) fn microseconds(text: &str) -> Option<u64> {
    Some(millicores(text)? * 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_as_kubernetes_reads_them() {
        assert_eq!(["32Mi", "1G", "512"].map(bytes), [Some(32 << 20), Some(1_000_000_000), Some(512)]);
        assert_eq!(["", "Mi", "-1Mi", "1.5Gi", "0"].map(bytes), [None; 5]);
        assert_eq!(["100m", "0.5", "2", "1.25"].map(shares), [Some(102), Some(512), Some(2048), Some(1280)]);
        assert_eq!(["1.5", "x", ".5.", "0"].map(microseconds), [Some(150_000), None, None, None]);
    }
}
