//! Diesel: a load by primary key from PostgreSQL.

use diesel::connection::{LoadConnection, SimpleConnection};
use diesel::pg::Pg;
use diesel::prelude::*;

use crate::candidate::Candidate;
use crate::diesel::users;
use crate::mode::Mode;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name TEXT NOT NULL); \
                     INSERT INTO users VALUES (1, 'Ada') ON CONFLICT DO NOTHING";

/// A connection and a load.
///
/// # Errors
///
/// The driver's.
pub fn candidate(url: &str, mode: Mode) -> ConnectionResult<Candidate> {
    Ok(match mode.telemetry() {
        None => loads(mode, diesel::PgConnection::establish(url)?),
        Some(telemetry) => loads(mode, diesel_trace::PgConnection::establish_with(url, &telemetry)?),
    })
}

fn loads(
    mode: Mode,
    mut connection: impl LoadConnection<Backend = Pg> + SimpleConnection + 'static,
) -> Candidate {
    connection.batch_execute(TABLE).expect("a table");
    Candidate::new(mode, move |calls| {
        for _ in 0..calls {
            let user: (i32, String) = users::table.find(1).get_result(&mut connection).expect("a user");
            std::hint::black_box(user);
        }
    })
}
