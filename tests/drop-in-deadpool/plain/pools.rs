//! Where the program has its pools from.

pub(crate) use ::{deadpool_postgres, deadpool_redis};
