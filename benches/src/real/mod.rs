//! The calls to real servers, by the driver alone or traced.

pub mod diesel;
pub mod postgres;
pub mod redis;
