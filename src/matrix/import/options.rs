//! One option of cibuildwheel in a run: the project's configuration, then its variables.
//!
//! Source: [configuration](https://cibuildwheel.pypa.io/en/stable/configuration/#inheritance): a
//! variable replaces what the project says unless `CIBW_INHERIT` tells otherwise, and one for a
//! platform replaces the plain one; `CIBW_ENABLE` is added without being told.

use crate::{
    model::BuildOs,
    project::{
        Cibuildwheel, Fact,
        cibuildwheel::append,
        workflow::{Evaluated, Invocation},
    },
};

/// What a variable does with the value before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Replace,
    Append,
    Prepend,
}

/// The options of one run.
pub(super) struct Options<'a> {
    /// The project's configuration, or that of a file of its own
    pub(super) config: &'a Cibuildwheel,
    pub(super) invocation: &'a Invocation,
    pub(super) os: BuildOs,
}

/// A text that is needed, or what is unknown about it.
pub(super) fn known(fact: &Fact<Evaluated>, name: &str) -> Result<Fact<String>, Fact<String>> {
    match &fact.value {
        Evaluated::Text(text) => Ok(Fact::new(text.clone(), fact.place.clone())),
        Evaluated::Unknown(text) => Err(Fact::new(format!("{name}: {text}"), fact.place.clone())),
    }
}

impl Options<'_> {
    /// The value of an option that chooses identifiers; `None` for cibuildwheel's default.
    pub(super) fn get(&self, name: &str) -> Result<Option<Fact<String>>, Fact<String>> {
        let variable = format!("CIBW_{}", name.to_uppercase().replace('-', "_"));
        let suffix = self.os.as_str();
        let archs = name == "archs";
        let mut value = self.config.option(name, self.os, None);
        let plain = (variable.clone(), name.to_owned());
        let special = (format!("{variable}_{}", suffix.to_uppercase()), format!("{name}-{suffix}"));
        // Of these options, archs alone has a variable for each platform.
        for (variable, key) in [Some(plain), archs.then_some(special)].into_iter().flatten() {
            let Some(fact) = self.invocation.env.get(&variable) else { continue };
            let own = known(fact, &variable)?;
            if archs && own.is_empty() {
                continue;
            }
            let before = value.map(|fact| fact.value).unwrap_or_default();
            let text = match self.rule(&key)? {
                Some(Rule::Append) => append(name, &before, &own),
                Some(Rule::Prepend) => append(name, &own, &before),
                None if name == "enable" => append(name, &before, &own),
                Some(Rule::Replace) | None => own.value,
            };
            value = Some(Fact::new(text, own.place));
        }
        Ok(value)
    }

    /// What `CIBW_INHERIT` says of an option. Ex) `skip: append; archs-linux: prepend`
    fn rule(&self, key: &str) -> Result<Option<Rule>, Fact<String>> {
        let Some(fact) = self.invocation.env.get("CIBW_INHERIT") else { return Ok(None) };
        let text = known(fact, "CIBW_INHERIT")?;
        let mut parts =
            text.split(';').map(|part| part.split_once(':').unwrap_or((part, "append")));
        let found = parts.find(|(name, _)| name.trim() == key);
        Ok(found.map(|(_, rule)| match rule.trim() {
            "append" => Rule::Append,
            "prepend" => Rule::Prepend,
            _ => Rule::Replace,
        }))
    }
}
