//! Failures around the handler of a job.

use crate::Error;

/// The error of [`Consumer::process`](super::Consumer::process). The job is delivered again in both cases.
pub type ProcessError<T, E> = db_semconv::messaging::ProcessError<T, E, Error>;
