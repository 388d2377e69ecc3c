//! The driver: changes inputs for some seconds, keeps those that make relkit say something new, and
//! writes down what panics or takes long.

#[path = "mutate.rs"]
mod mutate;
#[path = "seeds.rs"]
mod seeds;
#[path = "targets.rs"]
mod targets;
// How the suite writes ELF files and archives by hand; it has more than is needed here.
#[allow(dead_code)]
#[path = "../../tests/suite/support/elf.rs"]
mod elf;
#[allow(dead_code)]
#[path = "../../tests/suite/support/zip.rs"]
mod zip;

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use mutate::{Random, mutate};
use targets::{TARGETS, Target};

/// An input that takes longer is a finding.
const SLOW: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let target = words.first().and_then(|name| TARGETS.iter().find(|(known, _)| known == name));
    let seconds = words.get(1).and_then(|word| word.parse().ok());
    let (Some(target), Some(seconds)) = (target, seconds) else {
        let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
        eprintln!("usage: relkit-fuzz {} SECONDS [SEED]", names.join("|"));
        return ExitCode::from(2);
    };
    let seed = words.get(2).and_then(|word| word.parse().ok()).unwrap_or(1);
    if run(target, Duration::from_secs(seconds), Random(seed)) == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs a target; gives how many faults there were.
fn run((name, target): &Target, time: Duration, mut random: Random) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regressions").join(name);
    fs::create_dir_all(&folder).expect("the folder of regressions can be made");
    // An overflow of the stack ends the process: what was read then stands here.
    let current = folder.join("current");
    let mut corpus = seeds::of(name);
    let known: Vec<PathBuf> =
        fs::read_dir(&folder).expect("it was made").flatten().map(|e| e.path()).collect();
    corpus.extend(known.iter().filter_map(|path| fs::read(path).ok()));
    let mut seen = HashSet::new();
    let (mut runs, mut faults) = (0_u64, 0);
    let start = Instant::now();
    let mut queue: Vec<Vec<u8>> = corpus.clone();
    while start.elapsed() < time {
        let input = queue.pop().unwrap_or_else(|| {
            let (one, other) = (random.below(corpus.len()), random.below(corpus.len()));
            mutate(&corpus[one], &corpus[other], &mut random)
        });
        fs::write(&current, &input).expect("the folder of regressions can be written");
        let begun = Instant::now();
        let said = std::panic::catch_unwind(|| target(&input));
        runs += 1;
        let slow = begun.elapsed() > SLOW;
        if said.is_err() || slow {
            faults += 1;
            let path = folder.join(format!("{}-{faults}", if slow { "slow" } else { "panic" }));
            fs::write(&path, &input).expect("the folder of regressions can be written");
            eprintln!("{name}: {} ({} bytes)", path.display(), input.len());
        }
        if let Ok(said) = said
            && seen.insert(said)
        {
            corpus.push(input);
        }
    }
    let _ = fs::remove_file(current);
    println!(
        "{name}: {runs} inputs in {} s, {} kinds of answers, {faults} faults",
        start.elapsed().as_secs(),
        seen.len()
    );
    faults
}
