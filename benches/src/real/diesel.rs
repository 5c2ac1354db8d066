//! Diesel: a load by primary key from PostgreSQL.

use std::cell::Cell;
use std::rc::Rc;

use db_semconv::Target;
use diesel::connection::{LoadConnection, SimpleConnection};
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;

use super::TRACED;
use crate::candidate::Candidate;
use crate::diesel::users;
use crate::mode::Mode;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, name TEXT NOT NULL); \
                     INSERT INTO users VALUES (1, 'Ada') ON CONFLICT DO NOTHING";

/// A connection and a load: untraced and traced.
///
/// # Errors
///
/// The driver's.
pub fn pair(url: &str) -> ConnectionResult<[Candidate; 2]> {
    let mut connection = PgConnection::establish(url)?;
    connection.batch_execute(TABLE).expect("a table");
    // The caller takes it, and puts it back.
    let connection = Rc::new(Cell::new(Some(connection)));
    let untraced = {
        let connection = Rc::clone(&connection);
        Candidate::new(Mode::Plain, move |calls| {
            let mut taken = connection.take().expect("it was put back");
            load(&mut taken, calls);
            connection.set(Some(taken));
        })
    };
    let telemetry = TRACED.telemetry().expect("it is traced");
    let traced = Candidate::new(TRACED, move |calls| {
        let taken = connection.take().expect("it was put back");
        let mut traced = diesel_trace::PgConnection::from_driver(taken, &telemetry, &Target::new());
        load(&mut traced, calls);
        connection.set(Some(traced.into_inner()));
    });
    Ok([untraced, traced])
}

fn load(connection: &mut impl LoadConnection<Backend = Pg>, calls: usize) {
    for _ in 0..calls {
        let user: (i32, String) = users::table.find(1).get_result(connection).expect("a user");
        std::hint::black_box(user);
    }
}
