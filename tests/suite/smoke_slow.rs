//! What the leak gate makes of slow calls: the rule itself, on a clock that only calls move.

use std::{fmt::Write as _, process::Command};

use crate::support::{
    python::{root, run},
    smoke::newest,
};

/// Calls that take `one` seconds each, after `grow` of which one descriptor more is open.
const SCRIPT: &str = r#"
import sys, time, types

sys.path.insert(0, sys.argv[1])
from relkit_smoke import leaks, pace

class Clock:
    now, calls = 0.0, 0

clock = Clock()
pace.time = leaks.time = types.SimpleNamespace(perf_counter=lambda: clock.now)

class Watch:
    counters = ["fds"]

    def __init__(self, grow):
        self.grow = grow

    def read(self, row):
        row[0] = clock.calls // self.grow if self.grow else 0

    def vms(self):
        return 0

    def is_alone(self):
        return True

for one, grow in eval(sys.argv[2]):
    clock.now, clock.calls = 0.0, 0

    def call(count):
        clock.now += one * count
        clock.calls += count

    found = pace.Pace(clock.now, 60.0)
    found.timed(call, 1)
    found.warm(call, leaks.WARM)
    verdict, _, _, calls, _ = leaks.measure(Watch(grow), call, 2.0, found, lambda *_, **more: None)
    print(one, grow, verdict, calls, "cut" if found.cut else "whole", clock.now < 60)
"#;

/// For each pair of seconds a call and calls a descriptor: the verdict, the counted calls, whether the
/// limit cut them short, and whether it all took less than 60 seconds.
fn measured(pairs: &[(f64, u32)]) -> String {
    let mut list = String::new();
    for (one, grow) in pairs {
        write!(list, "({one}, {grow}),").unwrap();
    }
    let mut command = Command::new(newest());
    command.args(["-I", "-B", "-c", SCRIPT]).arg(root().join("templates/smoke"));
    String::from_utf8(run(command.arg(list), "run the rule of the leak gate")).unwrap()
}

#[test]
fn what_is_lost_now_and_then_is_not_clean_for_being_slow() {
    insta::assert_snapshot!(measured(&[(0.04, 0), (0.04, 30), (0.04, 1), (0.02, 50)]), @"
    0.04 0 clean 80 whole True
    0.04 30 unsettled 160 whole True
    0.04 1 leak 60 whole True
    0.02 50 unsettled 360 whole True
    ");
}

#[test]
fn slow_calls_are_fewer_and_end_before_the_limit() {
    insta::assert_snapshot!(measured(&[(0.7, 0), (0.7, 1), (2.5, 0), (8.0, 0), (40.0, 0)]), @"
    0.7 0 clean 16 whole True
    0.7 1 leak 12 whole True
    2.5 0 clean 16 whole True
    8 0 unsettled 4 cut True
    40 0 unsettled 0 cut True
    ");
}
