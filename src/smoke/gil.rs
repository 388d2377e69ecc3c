//! The GIL gate: no module turns the GIL on, and each declares what it does.

use std::collections::BTreeSet;

use super::{Case, Gate, Verdict};
use crate::dist::{Wheel, binary::Gil};

/// What became of the GIL while modules were imported.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer to a question of its own")]
pub(super) struct Switched {
    /// Whether there is a question: the interpreter can run without the GIL
    asked: bool,
    /// Whether it was on before anything was imported
    blind: bool,
    /// The modules that turned it on
    culprits: BTreeSet<String>,
    /// Whether every one of them is known
    is_whole: bool,
    /// Whether a process ended before it could tell
    is_cut: bool,
}

impl Switched {
    /// At the start of a process; `gil` is absent where there is no question.
    pub(super) fn start(&mut self, gil: Option<bool>) {
        self.asked |= gil.is_some();
        self.blind |= gil == Some(true);
    }

    /// A module after which it was on.
    pub(super) fn blame(&mut self, module: &str) {
        self.culprits.insert(module.to_owned());
    }

    /// At the end of a process: all culprits, where it was turned on.
    pub(super) fn end(&mut self, culprits: Option<Vec<String>>) {
        // Interpreter and standard library say the same of each module that they load.
        self.is_whole = culprits.is_some() || self.culprits.is_empty();
        self.culprits.extend(culprits.into_iter().flatten());
    }

    /// A process ended too early.
    pub(super) fn cut(&mut self) {
        self.is_cut = true;
    }
}

/// What a module's code says of the GIL, as far as it binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It leaves the GIL off
    Off,
    /// It turns the GIL on
    On,
    /// The code alone does not tell
    Unproven,
}

impl Claim {
    /// By the facts that `relkit check` reads.
    pub fn of(gil: &Gil) -> Self {
        match gil {
            Gil::NotUsed { .. } => Self::Off,
            Gil::Used { .. } | Gil::Undeclared { .. } => Self::On,
            Gil::Call | Gil::Unproven { .. } | Gil::NoModule => Self::Unproven,
        }
    }
}

/// The cases of the gate, one a culprit and one a contradiction, or one that passed; none where the
/// interpreter always has the GIL.
pub(super) fn judge(
    switched: &Switched,
    modules: &[(String, Gil)],
    imported: &BTreeSet<&str>,
) -> Vec<Case> {
    if !switched.asked {
        return Vec::new();
    }
    if switched.blind {
        return vec![Case::new(Gate::Gil, "the interpreter", Verdict::Blind)];
    }
    let mut cases: Vec<Case> = switched
        .culprits
        .iter()
        .map(|culprit| {
            let found = modules.iter().find(|(name, _)| name == culprit);
            let notes = match found {
                Some((_, gil)) => vec![declared(gil)],
                None => vec!["it is no module of this wheel".to_owned()],
            };
            Case { notes, ..Case::new(Gate::Gil, culprit, Verdict::GilBack) }
        })
        .collect();
    for (name, gil) in modules.iter().filter(|(name, _)| imported.contains(name.as_str())) {
        let turned = switched.culprits.contains(name);
        let why = match (Claim::of(gil), turned) {
            (Claim::Off, true) => {
                "its code declares that it leaves the GIL off, and it turns it on"
            }
            // Only who knows all culprits knows that this one is none.
            (Claim::On, false) if switched.is_whole && !switched.is_cut => {
                "its code declares that it needs the GIL, and it leaves it off"
            }
            _ => continue,
        };
        let verdict = Verdict::Contradiction(why.to_owned());
        cases.push(Case { notes: vec![declared(gil)], ..Case::new(Gate::Gil, name, verdict) });
    }
    // Only who was imported had the chance.
    let is_unseen = |(name, _): &&(String, Gil)| !imported.contains(name.as_str());
    let unseen = modules.iter().filter(is_unseen).count();
    if unseen > 0 {
        let why = format!("{unseen} of {} extension modules did not import", modules.len());
        cases.push(Case::new(Gate::Gil, "the others", Verdict::Skipped(why)));
    } else if cases.is_empty() {
        let verdict = if switched.is_cut {
            Verdict::Skipped("a process ended before it could tell".to_owned())
        } else {
            Verdict::Passed
        };
        let notes = modules.iter().map(|(name, gil)| format!("{name}: {}", declared(gil)));
        let notes = notes.collect();
        cases.push(Case { notes, ..Case::new(Gate::Gil, "all modules", verdict) });
    }
    cases
}

/// What the code of a wheel's modules says where nobody can run it: how many leave the GIL off, turn it
/// on, or do not tell. `None` for a wheel that is for no free-threaded interpreter.
pub fn claimed(wheel: &Wheel) -> Option<String> {
    wheel.name.as_ref().ok().filter(|name| name.tags.is_free_threaded())?;
    let found: Vec<Claim> = wheel
        .files()
        .filter(|member| member.is_python_extension())
        .filter_map(|member| member.binary.as_deref())
        .flat_map(|binary| binary.python().into_iter().map(|(_, python)| &python.gil))
        .filter(|gil| **gil != Gil::NoModule)
        .map(Claim::of)
        .collect();
    let count = |claim| found.iter().filter(|found| **found == claim).count();
    let (off, on, unproven) = (count(Claim::Off), count(Claim::On), count(Claim::Unproven));
    Some(format!(
        "by their code {off} of its modules leave the GIL off, {on} turn it on, {unproven} do not tell"
    ))
}

/// What the code says, in words.
fn declared(gil: &Gil) -> String {
    match gil {
        Gil::NotUsed { evidence } => format!("its code says Py_MOD_GIL_NOT_USED: {evidence}"),
        Gil::Used { evidence } => format!("its code says Py_MOD_GIL_USED: {evidence}"),
        Gil::Undeclared { evidence } => format!("its code declares nothing: {evidence}"),
        Gil::Call => "its code calls PyUnstable_Module_SetGIL".to_owned(),
        Gil::Unproven { why } => format!("its code does not tell: {why}"),
        Gil::NoModule => "it exports no module".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules() -> Vec<(String, Gil)> {
        let evidence = "slot table at 0x10".to_owned();
        vec![
            ("d.free".to_owned(), Gil::NotUsed { evidence: evidence.clone() }),
            ("d.used".to_owned(), Gil::Used { evidence }),
            ("d.call".to_owned(), Gil::Call),
        ]
    }

    fn words(switched: &Switched) -> Vec<String> {
        let imported = BTreeSet::from(["d.free", "d.used", "d.call"]);
        let cases = judge(switched, &modules(), &imported);
        cases.iter().map(|case| format!("{} {}", case.subject, case.verdict.as_str())).collect()
    }

    #[test]
    fn every_culprit_and_every_contradiction_is_a_case() {
        let mut switched = Switched::default();
        switched.start(None);
        assert!(words(&switched).is_empty(), "an interpreter with the GIL has no question");
        switched.start(Some(false));
        switched.blame("d.used");
        switched.end(Some(vec!["d.used".to_owned(), "d.call".to_owned()]));
        assert_eq!(words(&switched), ["d.call gil-back", "d.used gil-back"]);
        switched.blame("d.free");
        let all = words(&switched);
        assert_eq!(all[3], "d.free contradiction", "{all:?}");
    }

    #[test]
    fn silence_is_a_contradiction_only_where_all_is_known() {
        let mut switched = Switched::default();
        switched.start(Some(false));
        switched.end(None);
        assert_eq!(words(&switched), ["d.used contradiction"]);
        switched.cut();
        assert_eq!(words(&switched), ["all modules skipped"]);
        switched.start(Some(true));
        assert_eq!(words(&switched), ["the interpreter blind"]);
    }

    #[test]
    fn who_did_not_import_is_not_judged() {
        let mut switched = Switched::default();
        switched.start(Some(false));
        switched.end(None);
        let cases = judge(&switched, &modules(), &BTreeSet::from(["d.free", "d.call"]));
        let [case] = &cases[..] else { panic!("{cases:?}") };
        assert_eq!(case.verdict.to_string(), "skipped: 1 of 3 extension modules did not import");
    }
}
