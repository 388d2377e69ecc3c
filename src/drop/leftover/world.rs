//! The Pythons that a condition is asked for: those that stay or are still to come, and those below.

use crate::model::PythonVersion;

/// How many feature releases beyond the floor a condition is asked for, besides those around the
/// numbers that it names: what is true for all of them is true for the releases to come.
const TO_COME: u32 = 40;

/// A final release. Ex) 3.10.2
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Release {
    pub(super) major: u32,
    pub(super) minor: u32,
    pub(super) micro: u32,
}

/// Feature releases: major and minor.
type Features = Vec<(u32, u32)>;

impl Release {
    /// `PY_VERSION_HEX` and `sys.hexversion` of the final release.
    ///
    /// Rule: <https://docs.python.org/3/c-api/apiabiversion.html>
    pub(super) fn hex(self) -> i64 {
        const FINAL: u32 = 0xf0;
        let byte = |number: u32| number & 0xff;
        let numbers =
            [byte(self.major) << 24, byte(self.minor) << 16, byte(self.micro) << 8, FINAL];
        let hex = numbers.into_iter().fold(0, |all, part| all | part);
        hex.into()
    }
}

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Its one answer for all Pythons that stay and those to come
    pub(super) answer: bool,
    /// It had the other one for all Pythons that go now
    pub(super) parts: bool,
    /// It has an answer for each Python below, whatever else it depends on above
    pub(super) known: bool,
}

/// The Pythons around a floor.
#[derive(Debug, Clone)]
pub(super) struct World {
    floor: PythonVersion,
    dropped: Vec<PythonVersion>,
}

impl World {
    pub(super) fn new(floor: PythonVersion, dropped: &[PythonVersion]) -> Self {
        Self { floor, dropped: dropped.to_vec() }
    }

    pub(super) fn floor(&self) -> PythonVersion {
        self.floor
    }

    /// Whether the last Python 2 goes now.
    pub(super) fn leaves_two(&self) -> bool {
        self.floor.major > 2 && self.dropped.iter().any(|version| version.major == 2)
    }

    /// Asks a condition, in which these numbers stand, for all Pythons. `None` where the answer is
    /// not known or differs among those that stay, or was the same before.
    pub(super) fn judge(
        &self,
        numbers: &[i64],
        ask: impl Fn(Release) -> Option<bool>,
    ) -> Option<Verdict> {
        let micros = around(numbers, [0, 1]);
        let releases = |(major, minor): (u32, u32)| {
            let of = move |&micro| Release { major, minor, micro };
            micros.iter().map(of).collect::<Vec<_>>()
        };
        let (gone, kept) = self.features(numbers);
        let mut kept = kept.into_iter().flat_map(releases).map(&ask);
        let answer = kept.next()??;
        if !kept.all(|it| it == Some(answer)) {
            return None;
        }
        let before = |versions: Vec<(u32, u32)>, answer: bool| {
            versions.into_iter().flat_map(releases).all(|it| ask(it) == Some(answer))
        };
        let known = gone.iter().copied().flat_map(releases).all(|it| ask(it).is_some());
        if before(gone, answer) {
            return None;
        }
        let dropped = self.dropped.iter().map(|it| (it.major.into(), it.minor.into())).collect();
        Some(Verdict { answer, parts: before(dropped, !answer), known })
    }

    /// The feature releases below the floor, and those from it on.
    fn features(&self, numbers: &[i64]) -> (Features, Features) {
        const LAST_OF_TWO: u32 = 7;
        let floor = (u32::from(self.floor.major), u32::from(self.floor.minor));
        let last = floor.1.max(LAST_OF_TWO) + TO_COME;
        let of_three = around(numbers, (0..=last).collect::<Vec<_>>());
        let two = (0..=LAST_OF_TWO).map(|minor| (2, minor));
        let all = two.chain(of_three.into_iter().map(|minor| (3, minor)));
        all.partition(|version| *version < floor)
    }
}

/// These numbers and the neighbours of others, as far as a version could have them; sorted.
fn around(numbers: &[i64], more: impl IntoIterator<Item = u32>) -> Vec<u32> {
    /// More numbers than that are not asked for one by one.
    const MOST: usize = 64;
    /// Of a version's part in a hexadecimal version.
    const LARGEST: i64 = 0xff;
    let bytes = numbers.iter().take(MOST).flat_map(|&number| {
        [number, number & LARGEST, (number >> 8) & LARGEST, (number >> 16) & LARGEST]
    });
    let near = bytes.filter(|number| (0..=LARGEST).contains(number));
    let near = near.flat_map(|number| [number - 1, number, number + 1]);
    let near = near.filter(|number| *number <= LARGEST);
    let mut all: Vec<u32> = near.filter_map(|number| u32::try_from(number).ok()).collect();
    all.extend(more);
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> World {
        World::new(PythonVersion::new(3, 10), &[PythonVersion::new(3, 9)])
    }

    #[test]
    fn what_is_the_same_for_all_that_stay_is_decided() {
        let judge = |numbers: &[i64], ask: fn(Release) -> bool| {
            world().judge(numbers, |release| Some(ask(release))).map(|it| (it.answer, it.parts))
        };
        assert_eq!(judge(&[3, 10], |it| (it.major, it.minor) >= (3, 10)), Some((true, true)));
        assert_eq!(judge(&[3, 8], |it| (it.major, it.minor) < (3, 8)), Some((false, false)));
        assert_eq!(judge(&[3, 12], |it| (it.major, it.minor) < (3, 12)), None);
        assert_eq!(judge(&[3, 10, 2], |it| (it.minor, it.micro) >= (10, 2)), None);
        // Always was: this drop has nothing to do with it.
        assert_eq!(judge(&[4], |it| it.major < 4), None);
        assert_eq!(judge(&[3, 200], |it| (it.major, it.minor) < (3, 200)), None);
    }

    #[test]
    fn unknown_answers_decide_nothing() {
        assert_eq!(world().judge(&[], |_| None), None);
        let mixed = |it: Release| (it.minor != 12).then_some(true);
        assert_eq!(world().judge(&[], mixed), None);
    }

    #[test]
    fn a_release_has_its_hexadecimal_form() {
        assert_eq!(Release { major: 3, minor: 10, micro: 2 }.hex(), 0x030a_02f0);
    }
}
