//! One thing that relkit would change.

use crate::{
    model::{BuildIdentifier, spelled::spelled},
    project::Place,
};

spelled! {
    /// What is different.
    pub enum DifferenceKind: "difference" {
        /// Jobs wait for a machine that does not exist any more
        RunnerRemoved = "runner-removed",
        /// The workflow builds identifiers that the plan leaves out
        IdentifiersLost = "identifiers-lost",
        /// cibuildwheel of the table's release finds nothing to build
        BuildsNothing = "builds-nothing",
        /// `skip` leaves nothing of what a run is to build
        Idle = "idle",
        /// The plan has identifiers that no job builds
        IdentifiersGained = "identifiers-gained",
        /// No job builds for free-threaded Pythons
        NoFreeThreading = "no-free-threading",
        /// Two jobs build the same identifier
        BuiltTwice = "built-twice",
        /// QEMU emulates an architecture that has runners of its own
        Emulated = "emulated",
        /// The wheels are built from the checkout
        NotFromSdist = "not-from-sdist",
        /// The label of a machine goes away
        RunnerRetires = "runner-retires",
        /// An older cibuildwheel
        CibuildwheelOld = "cibuildwheel-old",
        /// Whatever cibuildwheel is the newest on the day
        CibuildwheelUnpinned = "cibuildwheel-unpinned",
        /// An option that cibuildwheel does not take any more
        OptionRefused = "option-refused",
        /// An action by a tag or branch, which its owner can move
        ActionUnpinned = "action-unpinned",
        /// An older release of an action
        ActionOld = "action-old",
        /// The checkout leaves the token on the disk
        CredentialsKept = "credentials-kept",
        /// A job that may run for six hours
        NoTimeout = "no-timeout",
        /// A token that may do more than its job needs
        PermissionsWide = "permissions-wide",
        /// An upload with a secret that does not expire
        ApiToken = "api-token",
        /// A release that takes files from a cache
        CacheForRelease = "cache-for-release",
        /// A label that is not in the table
        RunnerUnknown = "runner-unknown",
        /// Something that a run alone can tell
        NotEvaluated = "not-evaluated",
    }
}

spelled! {
    /// What a difference means to the maintainer, the worst first.
    pub enum Effect: "effect" {
        /// The workflow does not work today
        Broken = "broken",
        /// What is built today is not in the plan
        Lost = "lost",
        /// What is not built today is in the plan
        Gained = "gained",
        /// relkit does it in another way
        Changed = "changed",
        /// relkit could not find out
        Unknown = "unknown",
    }
}

impl DifferenceKind {
    /// What it means.
    pub const fn effect(self) -> Effect {
        match self {
            Self::RunnerRemoved => Effect::Broken,
            Self::IdentifiersLost | Self::BuildsNothing => Effect::Lost,
            Self::IdentifiersGained | Self::NoFreeThreading => Effect::Gained,
            Self::RunnerUnknown | Self::NotEvaluated => Effect::Unknown,
            _ => Effect::Changed,
        }
    }
}

/// What is there, what relkit does, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What is different
    pub kind: DifferenceKind,
    /// The line that decides it, or the file
    pub place: Place,
    /// What is there, on one line
    pub there: String,
    /// What relkit does, on one line
    pub relkit: String,
    /// The identifiers that it is about; empty when it is not about any
    pub identifiers: Vec<BuildIdentifier>,
}

impl Difference {
    /// One that is not about identifiers.
    pub(super) fn new(
        kind: DifferenceKind,
        place: &Place,
        there: impl Into<String>,
        relkit: impl Into<String>,
    ) -> Self {
        let (there, relkit) = (there.into(), relkit.into());
        Self { kind, place: place.clone(), there, relkit, identifiers: Vec::new() }
    }

    /// The same about these identifiers.
    pub(super) fn about(mut self, identifiers: Vec<BuildIdentifier>) -> Self {
        self.identifiers = identifiers;
        self
    }

    /// What it means.
    pub const fn effect(&self) -> Effect {
        self.kind.effect()
    }
}
