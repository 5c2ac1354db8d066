//! Readers for the common cases. Each gives up at the first thing that it does not know.

pub(crate) mod lane;
pub(crate) mod unchanged;
