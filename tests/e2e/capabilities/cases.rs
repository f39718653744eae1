//! Cases at random, such as the kernel lets a process get into.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use seclab::policy::capabilities::{Execution, FileCapabilities, Set, ThreadSets};

/// The same seed makes the same cases.
pub fn cases(seed: u64, count: usize) -> Vec<Execution> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    (0..count).map(|_| execution().new_tree(&mut runner).unwrap().current()).collect()
}

fn execution() -> impl Strategy<Value = Execution> {
    let thread = (few(), few(), few(), bounding(), few());
    let user = prop_oneof![3 => Just(1000_u32), 2 => Just(0), 1 => Just(1001)];
    // Most processes have one user; some have two.
    let users = (user.clone(), prop_oneof![3 => Just(None), 1 => user.clone().prop_map(Some)]);
    let flags = (yes(3), yes(5), yes(6));
    let setuid = prop_oneof![2 => Just(None), 1 => user.prop_map(Some)];
    let file = prop_oneof![1 => Just(None), 3 => file().prop_map(Some)];
    (thread, users, flags, setuid, file).prop_map(|(thread, (real, other), flags, setuid, file)| {
        let (permitted, inheritable, effective, bounding, ambient) = thread;
        let (no_new_privs, no_root, nosuid) = flags;
        Execution {
            // What a thread has effectively is permitted; what is ambient is permitted and inheritable.
            sets: ThreadSets {
                permitted,
                inheritable,
                effective: effective & permitted,
                bounding,
                ambient: ambient & permitted & inheritable,
            },
            real_uid: real,
            effective_uid: other.unwrap_or(real),
            no_new_privs,
            no_root,
            file,
            setuid,
            nosuid,
            namespace_root: 0,
        }
    })
}

fn file() -> impl Strategy<Value = FileCapabilities> {
    let rootid = prop_oneof![4 => Just(None), 1 => Just(Some(0)), 1 => Just(Some(100_000))];
    (few(), few(), any::<bool>(), rootid).prop_map(|(permitted, inheritable, effective, rootid)| FileCapabilities {
        permitted,
        inheritable,
        effective,
        rootid,
    })
}

/// True in one of so many cases.
fn yes(of: u32) -> impl Strategy<Value = bool> {
    prop_oneof![of - 1 => Just(false), 1 => Just(true)]
}

/// Sets of few members meet often. `BPF` is in the upper half of the bits.
fn few() -> impl Strategy<Value = Set> {
    let some = prop::sample::subsequence(vec![0, 7, 10, 13, 21, 39], 0..=4);
    let some = some.prop_map(|numbers| numbers.into_iter().fold(Set::NONE, |set, n: u64| set | Set::from_bits(1 << n)));
    prop_oneof![1 => Just(Set::NONE), 1 => Just(Set::ALL), 6 => some]
}

fn bounding() -> impl Strategy<Value = Set> {
    prop_oneof![2 => Just(Set::ALL), 1 => few(), 2 => few().prop_map(|set| !set)]
}
