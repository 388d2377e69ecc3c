//! What becomes of odd texts and of patterns in the pipelines of GitLab, Azure and CircleCI.

use proptest::prelude::*;
use relkit::{matrix::Plan, model::Provider, project::config::PullRequest, render};

use crate::support::{
    pipelines::{self, yaml},
    python::program,
    relkit::{planned, project},
};

/// A plan in which every text that a project may choose is this one.
fn with_text(provider: Provider, text: &str) -> Plan {
    let folder = project("[project]\nname = 'x'\n[tool.setuptools]\npy-modules = ['x']\n");
    let mut plan = planned(folder.path(), provider);
    text.clone_into(&mut plan.environment);
    plan.triggers.branches = vec![text.to_owned()];
    text.clone_into(&mut plan.sdist.label);
    plan
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a name holds, it comes out of the YAML as it went in, and no CI system finds an
    /// expression in it.
    #[test]
    fn texts_come_out_as_they_went_in(
        text in r#"([ -~é’]|\$\{\{ |\}\}|<< |>>|\$\(|'|"|\\|: |# ){1,24}"#
    ) {
        let plan = with_text(Provider::Gitlab, &text);
        let pipeline = yaml(&render::gitlab::pipeline(&plan).unwrap());
        prop_assert_eq!(pipeline["publish"]["environment"]["name"].as_str(), Some(text.as_str()));
        let jobs = pipelines::gitlab(&pipeline, "everything");
        prop_assert!(jobs.contains_key("publish"));

        let plan = with_text(Provider::Azure, &text);
        let pipeline = yaml(&render::azure::pipeline(&plan).unwrap());
        let jobs = pipelines::azure(&pipeline, pipelines::AZURE_EVERYTHING);
        prop_assert!(jobs.contains_key("publish"));
        let image = pipeline["jobs"][0]["pool"]["vmImage"].as_str().unwrap();
        prop_assert_eq!(pipelines::azure_text(image), text.clone());

        let plan = with_text(Provider::Circleci, &text);
        let configuration = yaml(&render::circleci::configuration(&plan).unwrap());
        let jobs = pipelines::circleci(&configuration, "everything");
        prop_assert!(jobs.contains_key("publish"));
        let executor = configuration["jobs"]["sdist"]["executor"].as_str().unwrap();
        let class = configuration["executors"][executor]["resource_class"].as_str().unwrap();
        prop_assert_eq!(class.replace("\\<<", "<<"), text);
    }
}

/// GitHub's patterns, what they match, and what they do not: its documentation's own cheat sheet.
const PATTERNS: &[(&str, &[&str], &[&str])] = &[
    ("feature/*", &["feature/my-branch"], &["feature/a/b", "main", "xfeature/a"]),
    ("feature/**", &["feature/beta-a/my-branch", "feature/my"], &["features"]),
    ("main", &["main"], &["main2", "a/main"]),
    ("*", &["main", "releases"], &["all/the/branches"]),
    ("**", &["all/the/branches", "every/tag"], &[]),
    ("*feature", &["mona-feature", "feature", "ver-10-feature"], &["a/feature"]),
    ("v2*", &["v2", "v2.0", "v2.9"], &["v1"]),
    ("v[12].[0-9]+.[0-9]+", &["v1.10.1", "v2.0.0"], &["v3.0.0", "v1.0.0rc1", "v1x0x0"]),
    ("v1.0.?", &["v1.0.", "v1.0"], &["v1.0.1"]),
];

/// The pattern with which a logic statement of CircleCI compares branches.
fn branch_pattern(statement: &yaml_serde::Value) -> Option<String> {
    if statement["value"] == "<< pipeline.git.branch >>" {
        return statement["pattern"].as_str().map(str::to_owned);
    }
    let within = statement.as_mapping().into_iter().flatten().map(|(_, value)| value);
    let listed = statement.as_sequence().into_iter().flatten();
    within.chain(listed).find_map(branch_pattern)
}

#[test]
fn patterns_match_what_they_match_on_github() {
    let check = "import json, re, sys\n\
                 for regex, name, wanted in json.load(sys.stdin):\n\
                 \x20   assert bool(re.match(regex, name)) == wanted, (regex, name, wanted)";
    let mut cases = Vec::new();
    for (pattern, yes, no) in PATTERNS {
        let folder = project("[project]\nname = 'x'\n[tool.setuptools]\npy-modules = ['x']\n");
        let mut plan = planned(folder.path(), Provider::Gitlab);
        plan.triggers.branches = vec![(*pattern).to_owned()];
        let pipeline = yaml(&render::gitlab::pipeline(&plan).unwrap());
        let rules = pipeline["workflow"]["rules"].as_sequence().unwrap();
        let rule = rules.last().unwrap()["if"].as_str().unwrap();
        let regex = rule.strip_prefix("$CI_COMMIT_BRANCH =~ /").unwrap().strip_suffix('/').unwrap();
        plan.triggers.branches = vec!["**".to_owned(), format!("!{pattern}")];
        plan.triggers.pull_request = PullRequest::Subset;
        let other = yaml(&render::circleci::configuration(&plan).unwrap());
        let when = &other["workflows"]["everything"]["when"];
        let negated = branch_pattern(when).unwrap();
        for (names, wanted) in [(yes, true), (no, false)] {
            for name in *names {
                cases.push((regex.to_owned(), (*name).to_owned(), wanted));
                cases.push((negated.clone(), (*name).to_owned(), !wanted));
            }
        }
    }
    let mut python = program("python");
    python.args(["-c", check]).stdin(std::process::Stdio::piped());
    let mut child = python.spawn().unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), &serde_json::to_vec(&cases).unwrap())
        .unwrap();
    assert!(child.wait().unwrap().success());
}
