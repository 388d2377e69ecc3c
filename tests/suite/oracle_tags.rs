//! `installer::tags` against packaging, for every interpreter on every platform family.

use relkit::{installer, model::Target};
use sha2::{Digest, Sha256};

use crate::support::{
    oracle::{Question, ask},
    targets,
};

#[test]
fn tags_agree_with_packaging_in_order() {
    let targets = targets::all();
    let questions: Vec<Question> = targets.iter().map(Question::from).collect();
    let answers: Vec<(usize, String)> = ask("packaging_tags.py", &[], &questions);
    assert_eq!(answers.len(), targets.len());
    let differing: Vec<&Target> = targets
        .iter()
        .zip(&answers)
        .filter(|(target, (count, digest))| {
            let tags: Vec<String> =
                installer::tags(target).iter().map(ToString::to_string).collect();
            let own = Sha256::digest(tags.join("\n"));
            let own: String = own.iter().map(|byte| format!("{byte:02x}")).collect();
            (tags.len(), &own) != (*count, digest)
        })
        .map(|(target, _)| target)
        .collect();
    if let Some(first) = differing.first() {
        let theirs: Vec<Vec<String>> =
            ask("packaging_tags.py", &["--full"], &vec![Question::from(*first)]);
        let ours: Vec<String> = installer::tags(first).iter().map(ToString::to_string).collect();
        let diff = similar::TextDiff::from_lines(theirs[0].join("\n"), ours.join("\n"))
            .unified_diff()
            .header("packaging", "relkit")
            .to_string();
        panic!("{} of {} targets differ, first {first}:\n{diff}", differing.len(), targets.len());
    }
}
