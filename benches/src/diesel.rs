//! Diesel: a row by its primary key from SQLite in memory.

use std::hint::black_box;

use diesel::connection::{LoadConnection, SimpleConnection};
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use opentelemetry::KeyValue;

use crate::candidate::Candidate;
use crate::floor::Floor;
use crate::mode::Mode;
pub(crate) use schema::users;

mod schema {
    #![allow(missing_docs, reason = "diesel's macro makes modules without docs")]

    diesel::table! {
        users {
            id -> Integer,
            name -> Text,
        }
    }
}

/// The call in a mode.
pub fn candidate(mode: Mode) -> Candidate {
    if let Some(telemetry) = mode.telemetry() {
        let connection = diesel_trace::SqliteConnection::establish_with(":memory:", &telemetry);
        let mut connection = filled(connection.expect("connected"));
        return Candidate::new(mode, move |calls| {
            for _ in 0..calls {
                load(&mut connection);
            }
        });
    }
    let mut connection = filled(diesel::SqliteConnection::establish(":memory:").expect("connected"));
    if mode == Mode::Plain {
        return Candidate::new(mode, move |calls| {
            for _ in 0..calls {
                load(&mut connection);
            }
        });
    }
    let floor = floor(mode);
    Candidate::new(mode, move |calls| {
        for _ in 0..calls {
            let started = floor.start(TEXT);
            load(&mut connection);
            floor.end(started, None);
        }
    })
}

const TEXT: &str = "SELECT `users`.`id`, `users`.`name` FROM `users` WHERE (`users`.`id` = ?)";

fn floor(mode: Mode) -> Floor<3> {
    Floor::new(mode, &mode.tracers(), "SELECT `users`", || {
        [
            KeyValue::new("db.system.name", "sqlite"),
            KeyValue::new("db.namespace", ":memory:"),
            KeyValue::new("db.query.summary", "SELECT `users`"),
        ]
    })
}

/// A connection with a table that has a row.
pub fn filled<C: SimpleConnection>(mut connection: C) -> C {
    connection
        .batch_execute(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO users VALUES (1, 'Ada')",
        )
        .expect("a table");
    connection
}

/// Loads it. It is never inlined, so that the driver and its wrapper are called from the same code.
#[inline(never)]
pub fn load(connection: &mut impl LoadConnection<Backend = Sqlite>) {
    // Not `first`: a limit makes SQLite prepare the statement again each time.
    let user: (i32, String) = users::table.find(black_box(1)).get_result(connection).expect("a user");
    black_box(user);
}
