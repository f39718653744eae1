//! `aware`: a capability-aware program. It has a capability in its permitted set, raises it into the effective set for
//! the one call that needs it, and gives it up for good afterwards: see capabilities(7).

use crate::capability::{NET_BIND_SERVICE, Set};
use crate::status::all_capabilities;
use crate::{Done, Trouble, errno, output, serve, sys};

/// The words of capget(2): effective, permitted and inheritable, twice.
type Words = [u32; 6];
const EFFECTIVE: [usize; 2] = [0, 3];
const PERMITTED: [usize; 2] = [1, 4];
const BIT: u32 = 1 << NET_BIND_SERVICE;

pub fn run(arguments: &[&str]) -> Done {
    let options = serve::parse(arguments)?;
    let port = options.port.ok_or_else(|| Trouble::Usage("`aware` needs --port".to_owned()))?;
    sys::end_at_signals();
    let mut words = sys::capget().map_err(|error| failed("capget", &error))?;
    for word in EFFECTIVE {
        words[word] = 0;
    }
    set("start", &words)?;
    if words[PERMITTED[0]] & BIT == 0 {
        return Err(Trouble::Failed("NET_BIND_SERVICE is not permitted, so it can't be raised".to_owned()));
    }
    words[EFFECTIVE[0]] = BIT;
    set("raised", &words)?;
    let listener = serve::listen(port)?;
    words[EFFECTIVE[0]] = 0;
    words[PERMITTED[0]] &= !BIT;
    set("dropped", &words)?;
    serve::answer_all(&listener, port, &options.message)
}

/// Takes on the sets, and shows what the kernel made of them.
fn set(step: &str, words: &Words) -> Done {
    sys::capset(words).map_err(|error| failed(step, &error))?;
    let now = sys::capget().map_err(|error| failed("capget", &error))?;
    let all = all_capabilities();
    let [permitted, effective] =
        [PERMITTED, EFFECTIVE].map(|[low, high]| Set::from_words(now[low], now[high]).named(all));
    output::line(format_args!("{step}: Permitted {permitted} Effective {effective}"));
    Ok(())
}

fn failed(what: &str, error: &std::io::Error) -> Trouble {
    Trouble::Failed(format!("{what}: {}", errno::name(error)))
}
