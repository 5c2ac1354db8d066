//! diesel-tracing on SQLite in memory.

use db_trace_benches::candidate::Candidate;
use db_trace_benches::diesel::{filled, load};
use db_trace_benches::mode::Mode;
use diesel::Connection as _;
use diesel_tracing::sqlite::InstrumentedSqliteConnection;

pub(crate) fn by_diesel_tracing(_: &str) -> crate::Result<Candidate> {
    let mut connection = filled(InstrumentedSqliteConnection::establish(":memory:")?);
    Ok(Candidate::new(Mode::Sampled, move |calls| (0..calls).for_each(|_| load(&mut connection))))
}
