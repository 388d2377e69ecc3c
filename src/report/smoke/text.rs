//! Trials for people.

use anstyle::{AnsiColor, Style};

use super::{SmokeReport, bad, file_name, lane, measured};
use crate::{
    report::{
        grid::{lines, new_table},
        visible,
    },
    smoke::{Case, Gate, Outcome, Trial},
};

/// What was tried, then what went wrong, then a line that sums up; with `verbose` every answer.
/// Carries colour: the stream strips it where it is not wanted.
pub fn text(report: &SmokeReport, verbose: bool) -> String {
    let mut out = tried(report);
    for trial in &report.trials {
        let cases: Vec<&Case> =
            if verbose { trial.cases().iter().collect() } else { bad(trial).collect() };
        let notes = match &trial.outcome {
            Outcome::Tried { notes, slowest, told, .. } if verbose => {
                let slow = slowest.iter().map(|(name, own)| format!("{own:.3} s in {name} itself"));
                told.iter().chain(notes).cloned().chain(slow).collect()
            }
            Outcome::Tried { slowest, told, .. } => {
                told.iter().cloned().chain(slow_imports(trial, slowest)).collect()
            }
            Outcome::NotTried(_) => Vec::new(),
        };
        if cases.is_empty() && notes.is_empty() {
            continue;
        }
        let bold = Style::new().bold();
        let (target, release) = (visible(&lane(trial)), visible(&trial.release));
        out.push_str(&format!("\n{bold}{release} on {target}{bold:#}\n"));
        for one in cases {
            out.push_str(&case(one, verbose));
        }
        for note in notes {
            out.push_str(&format!("  {}\n", visible(&note)));
        }
    }
    for (file, why) in &report.untried {
        let (file, why) = (visible(file_name(file)), visible(why));
        out.push_str(&format!("\nnot tried: {file}: {why}\n"));
    }
    let red = AnsiColor::Red.on_default().bold();
    for (wanted, why) in &report.missing {
        let (wanted, why) = (visible(wanted), visible(why));
        out.push_str(&format!("\n{red}error[required]{red:#}: {wanted} was not tried: {why}\n"));
    }
    for command in &report.orphans {
        let command = visible(command);
        out.push_str(&format!(
            "\n{red}error[left-running]{red:#}: a process that hid from its trial was ended: {command}\n"
        ));
    }
    out.push('\n');
    for (path, why) in &report.silent {
        out.push_str(&format!("note: {}: {}\n", visible(path), visible(why)));
    }
    out.push_str(&report.summary());
    out.push('\n');
    out
}

/// Seconds of imports that users notice.
const SLOW: f64 = 0.2;

/// Where the time of imports went, if users notice it.
fn slow_imports(trial: &Trial, slowest: &[(String, f64)]) -> Option<String> {
    let imports = trial.cases().iter().filter(|case| case.gate == Gate::Import);
    let seconds: f64 = imports.map(|case| case.seconds).sum();
    let slow = slowest.iter().take(3).map(|(name, own)| format!("{name} {own:.3} s"));
    let slow: Vec<String> = slow.collect();
    (seconds >= SLOW).then(|| format!("imports took {seconds:.2} s, of it {}", slow.join(", ")))
}

/// One line a lane.
fn tried(report: &SmokeReport) -> String {
    let mut table = new_table(["python", "target", "file", "result"]);
    for trial in &report.trials {
        let file = trial.file.as_deref().map_or(&*trial.release, file_name);
        let target = trial.target.map_or_else(|| "-".to_owned(), |target| target.to_string());
        table.add_row([trial.version.clone(), target, visible(file), visible(&result(trial))]);
    }
    lines(&table)
}

fn result(trial: &Trial) -> String {
    match &trial.outcome {
        Outcome::NotTried(why) => format!("not tried: {why}"),
        Outcome::Tried { cases, seconds, .. } => {
            let failed = bad(trial).count();
            let passed = cases.len() - failed;
            let failed = if failed > 0 { format!(", {failed} failed") } else { String::new() };
            format!("{passed} passed{failed}, {seconds:.1} s")
        }
    }
}

fn case(case: &Case, verbose: bool) -> String {
    let passed = case.verdict.is_pass();
    let color = if passed { AnsiColor::Green } else { AnsiColor::Red };
    let style = color.on_default().bold();
    let word = case.verdict.as_str();
    let level = if passed { word.to_owned() } else { format!("error[{word}]") };
    let subject = visible(&case.subject);
    let mut out = format!("  {style}{level}{style:#}: {} {subject}", case.gate);
    if passed {
        out.push_str(&format!(" ({:.3} s)\n", case.seconds));
    } else {
        out.push_str(&format!(": {}\n", visible(&case.verdict.to_string())));
    }
    for note in &case.notes {
        out.push_str(&format!("    {}\n", visible(note)));
    }
    if let Some(leak) = case.leak.as_ref().filter(|_| !passed || verbose) {
        for line in measured::table(leak) {
            out.push_str(&format!("  {line}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(verbose: bool) -> String {
        let text = text(&crate::report::smoke::example(), verbose);
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn what_went_wrong_is_told() {
        insta::assert_snapshot!(plain(false), @r#"
        python  target                       file                                   result
        3.13.0  cp313-manylinux_2_36_x86_64  demo-1.0-cp313-cp313-linux_x86_64.whl  1 passed, 3 failed, 1.5 s
        3.13.0  cp27-manylinux_2_36_x86_64   demo 1.0                               not tried: no file is for it

        demo 1.0 on cp313-manylinux_2_36_x86_64 (Python 3.13.0)
          error[missing-library]: import demo._core: library libx.so.1 is missing
            ImportError: libx.so.1: <no> & "such" \u{1b}[31mfile
          error[crashed]: import demo._bad: crashed with SIGSEGV
          error[leak]: leak demo:f: leaks heap +32 B a call
            run          heap     calls  average a call
              1          +640        20  heap +32.0
              2         +1280        40  heap +32.0
          imports took 0.25 s, of it demo.slow 0.125 s

        not tried: demo-1.0-cp314-cp314t-linux_x86_64.whl: no interpreter here takes it

        error[required]: cp314t was not tried: no such interpreter was found

        error[left-running]: a process that hid from its trial was ended: sleep 600

        note: /bin/python9: it does not say what it is
        1 of 2 lanes tried: 1 passed, 3 failed, 1 taken by no interpreter, 1 required and not tried, 1 left running and ended
        "#);
    }

    #[test]
    fn verbose_tells_all() {
        let text = plain(true);
        assert!(text.contains("passed: import demo (0.250 s)"), "{text}");
        assert!(text.contains("0.125 s in demo.slow itself"), "{text}");
    }
}
