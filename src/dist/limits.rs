//! Every bound on what relkit reads from a distribution, in one place.
//!
//! They are far above what real files need and low enough that any input stays under 300 MB.

/// Members of one archive. The largest wheels known hold about 20 000.
pub const MEMBERS: u64 = 200_000;
