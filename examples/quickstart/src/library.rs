//! The shop's shelf of manuals, which it lends, written as for diesel. But for the name of the connection's type, nothing in
//! this file knows of tracing.

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
// The swap: this line is all that a program changes.
use diesel_trace::SqliteConnection;

use crate::values::{ADA, GRACE, MANUALS};

diesel::table! {
    manual {
        id -> Integer,
        title -> Text,
        author -> Text,
    }
}

diesel::table! {
    loan {
        id -> Integer,
        manual -> Integer,
        reader -> Text,
    }
}

diesel::joinable!(loan -> manual (manual));
diesel::allow_tables_to_appear_in_same_query!(loan, manual);

/// A database in memory: there is no server.
pub(crate) struct Library {
    connection: SqliteConnection,
}

impl Library {
    /// Makes the tables.
    pub(crate) fn open() -> Result<Self, crate::Failure> {
        let mut connection = SqliteConnection::establish(":memory:")?;
        connection.batch_execute(
            "CREATE TABLE manual (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author TEXT NOT NULL);
             CREATE TABLE loan (id INTEGER PRIMARY KEY, manual INTEGER NOT NULL UNIQUE, reader TEXT NOT NULL);",
        )?;
        Ok(Self { connection })
    }

    /// All manuals at once, or none.
    pub(crate) fn stock(&mut self) -> QueryResult<()> {
        self.connection.transaction(|connection| {
            for (title, author) in MANUALS {
                let row = (manual::title.eq(title), manual::author.eq(author));
                diesel::insert_into(manual::table).values(row).execute(connection)?;
            }
            Ok(())
        })
    }

    /// A reader wants the manual that another one has: the database refuses.
    pub(crate) fn lend(&mut self) -> QueryResult<()> {
        let wanted: i32 = manual::table
            .filter(manual::title.eq(MANUALS[0].0))
            .select(manual::id)
            .first(&mut self.connection)?;
        for reader in [ADA.name, GRACE.name] {
            let row = (loan::manual.eq(wanted), loan::reader.eq(reader));
            match diesel::insert_into(loan::table).values(row).execute(&mut self.connection) {
                Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {}
                result => result.map(|_| ())?,
            }
        }
        Ok(())
    }

    /// Who reads what, the first two titles, and a statement whose text holds data.
    pub(crate) fn look_up(&mut self) -> QueryResult<()> {
        let _readers: Vec<(String, String)> = loan::table
            .inner_join(manual::table)
            .filter(loan::reader.eq_any([ADA.name, GRACE.name]))
            .select((loan::reader, manual::title))
            .load(&mut self.connection)?;
        let titles = manual::table
            .select(manual::title)
            .load_iter::<String, DefaultLoadingMode>(&mut self.connection)?;
        let _first_two = titles.take(2).collect::<QueryResult<Vec<_>>>()?;
        diesel::sql_query("DELETE FROM loan WHERE reader = 'Charles Babbage'")
            .execute(&mut self.connection)?;
        Ok(())
    }
}
