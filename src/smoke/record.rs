//! What the drivers answer, line by line: the head of each file in `templates/smoke/relkit_smoke` says
//! what it writes. Records of other names are passed over, and so are fields.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Answers of `imports`.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Import {
    /// Before anything was imported
    Start { gil: Option<bool> },
    /// The import is over
    Module(Box<Imported>),
    /// A fork of the process came back from an import as well
    Forked {},
    /// A shared library was loaded, or was not
    Library(Loaded),
    /// Of `alone`: the module of this number was imported
    Alone { number: usize },
    /// All are over
    End {
        #[serde(default)]
        slowest: Vec<Slow>,
        #[serde(default)]
        gil_culprits: Option<Vec<String>>,
    },
    /// Any other record
    #[serde(other)]
    Other,
}

/// One module that was imported, or was not.
#[derive(Debug, Deserialize)]
pub(super) struct Imported {
    pub(super) module: String,
    pub(super) error: Option<String>,
    #[serde(default)]
    pub(super) causes: Vec<String>,
    pub(super) place: Option<String>,
    /// `library`, `symbol` or `version`, and its name
    #[serde(default)]
    pub(super) lacks: Option<BTreeMap<String, String>>,
    pub(super) seconds: f64,
    #[serde(default)]
    pub(super) warnings: Vec<Warning>,
    #[serde(default)]
    pub(super) gil_culprit: Option<String>,
    pub(super) file: Option<String>,
    /// Whether a process that it started is still there; not told everywhere
    #[serde(default)]
    pub(super) children: Option<bool>,
}

/// One shared library.
#[derive(Debug, Deserialize)]
pub(super) struct Loaded {
    pub(super) library: String,
    pub(super) error: Option<String>,
    /// As of a module
    #[serde(default)]
    pub(super) lacks: Option<BTreeMap<String, String>>,
    pub(super) seconds: f64,
}

/// A warning while importing.
#[derive(Debug, Deserialize)]
pub(super) struct Warning {
    pub(super) category: String,
    pub(super) message: String,
    pub(super) place: String,
}

/// A module that took long.
#[derive(Debug, Deserialize)]
pub(super) struct Slow {
    pub(super) module: String,
    #[serde(rename = "self")]
    pub(super) own: f64,
}

/// Answers of `leaks`.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Leaking {
    /// The first call comes next
    Loaded { file: Option<String> },
    /// Counting begins; the counters that this system has
    Start {
        #[serde(default)]
        counters: Vec<String>,
    },
    /// One repeat count is over
    Round { calls: u64, growth: BTreeMap<String, i64> },
    /// The answer; of a process that forks, without any of its fields, its own end
    End(Box<LeakEnd>),
    /// A fork has ended, with this status where no signal ended it
    Ended { call: String, status: Option<i32>, seconds: f64 },
    /// Any other record
    #[serde(other)]
    Other,
}

/// What `leaks` found.
#[derive(Debug, Deserialize)]
pub(super) struct LeakEnd {
    #[serde(default)]
    pub(super) verdict: String,
    pub(super) calls: u64,
    #[serde(default)]
    pub(super) counters: BTreeMap<String, CounterEnd>,
    #[serde(default)]
    pub(super) fds: Vec<String>,
    #[serde(default)]
    pub(super) references: Vec<Gain>,
    #[serde(default)]
    pub(super) error: Option<String>,
    /// Seconds that a call took, where the limit left no room for more calls
    #[serde(default)]
    pub(super) slow: Option<f64>,
    /// What psleak says of whom it blames
    #[serde(default)]
    pub(super) said: Option<String>,
}

/// What one counter did.
#[derive(Debug, Deserialize)]
pub(super) struct CounterEnd {
    pub(super) growth: i64,
    pub(super) per_call: f64,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) leaks: bool,
}

/// An object that gained references.
#[derive(Debug, Deserialize)]
pub(super) struct Gain {
    pub(super) object: String,
    pub(super) gain: i64,
}

/// Answers of `listing`.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Listing {
    /// The module is imported
    Start {
        /// How many functions are left out because there are so many
        #[serde(default)]
        cut: u64,
    },
    /// One function
    Function(Box<Function>),
    /// All are listed
    End {
        #[serde(default)]
        error: Option<String>,
    },
    /// Any other record
    #[serde(other)]
    Other,
}

/// A function that may be called without arguments.
#[derive(Debug, Deserialize)]
pub(super) struct Function {
    pub(super) call: String,
    /// `take`, `raises`, `needs arguments`, `left out`; of a trial that went wrong `crashed`, `exited`,
    /// `hung`, `varies`, `untried`
    pub(super) verdict: String,
    pub(super) reason: Option<String>,
    pub(super) raises: Option<String>,
    /// The signal or the status with which a trial ended
    #[serde(default)]
    pub(super) ended: Option<i32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_records_and_fields_are_passed_over() {
        let import = |text: &str| serde_json::from_str::<Import>(text).unwrap();
        assert!(matches!(import(r#"{"event":"later","x":1}"#), Import::Other));
        assert!(matches!(
            import(r#"{"event":"library","library":"a","error":null,"seconds":0.5,"more":2}"#),
            Import::Library(loaded) if loaded.error.is_none()
        ));
        assert!(serde_json::from_str::<Import>(r#"{"module":"a"}"#).is_err());
        let leaking = |text: &str| serde_json::from_str::<Leaking>(text).unwrap();
        assert!(matches!(leaking(r#"{"event":"start","heap":null}"#), Leaking::Start { .. }));
    }
}
