//! What the families of rules are about.

use super::{RULES, Rule};

/// A family by the first three letters of its codes, and what it is about.
const FAMILIES: &[(&str, &str)] = &[
    ("CON", "what wheels install"),
    ("ELF", "native code of Linux and Android"),
    ("ENT", "entry points and scripts"),
    ("IDX", "what the index states"),
    ("MET", "core metadata"),
    ("NAM", "file names"),
    ("REC", "RECORD"),
    ("REL", "the files of a release together"),
    ("SDI", "source distributions"),
    ("SUP", "which Pythons are supported"),
    ("TAG", "compatibility tags"),
    ("WHL", "the `.dist-info` folder and the kind of content"),
    ("ZIP", "zip archives"),
];

/// What the rules of a family are about. Ex) `file names` for `NAM`
pub fn family(code: &str) -> &'static str {
    FAMILIES.iter().find(|(family, _)| code.starts_with(family)).map_or("", |(_, about)| about)
}

/// The families with their rules, in the order of the codes.
pub fn families() -> impl Iterator<Item = (&'static str, &'static [&'static Rule])> {
    RULES.chunk_by(|a, b| a.family() == b.family()).map(|rules| (rules[0].family(), rules))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_says_what_it_is_about() {
        let lost: Vec<_> =
            families().map(|(name, _)| name).filter(|it| family(it).is_empty()).collect();
        assert!(lost.is_empty(), "say what {lost:?} is about in src/rules/family.rs");
        let used = |name: &str| families().any(|(family, _)| family == name);
        let idle: Vec<_> = FAMILIES.iter().filter(|(name, _)| !used(name)).collect();
        assert!(idle.is_empty(), "no rule is of {idle:?}: take it out of src/rules/family.rs");
    }
}
