//! Migrations: refinery's asynchronous runner takes a traced client, as it takes the driver's.

use std::error::Error as StdError;

use refinery_core::traits::r#async::{AsyncMigrate, AsyncQuery, AsyncTransaction};
use refinery_core::{Migration, SchemaVersion};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::types::{FromSql, Type};
use crate::{Client, Error, Row};

/// Each group of statements is a transaction, as with the driver's client.
impl AsyncTransaction for Client {
    type Error = Error;

    async fn execute<'a, T>(&'a mut self, queries: T) -> Result<usize, Error>
    where
        T: Iterator<Item = &'a str> + Send + 'a,
    {
        let transaction = self.transaction().await?;
        let mut executed = 0;
        for query in queries {
            transaction.batch_execute(query).await?;
            executed += 1;
        }
        transaction.commit().await?;
        Ok(executed)
    }
}

impl AsyncQuery<Vec<Migration>> for Client {
    async fn query<'a>(&'a mut self, query: &'a str) -> Result<Vec<Migration>, Error> {
        let transaction = self.transaction().await?;
        let rows = transaction.query(query, &[]).await?;
        let applied = rows.iter().map(applied).collect::<Result<_, _>>()?;
        transaction.commit().await?;
        Ok(applied)
    }
}

impl AsyncMigrate for Client {}

/// A row of refinery's table: version, name, time and checksum. A value that refinery did not write is an error of the driver's.
fn applied(row: &Row) -> Result<Migration, Error> {
    let version: SchemaVersion = row.try_get(0)?;
    let Written(applied_on) = row.try_get::<_, Written<OffsetDateTime>>(2)?;
    let Written(checksum) = row.try_get::<_, Written<u64>>(3)?;
    Ok(Migration::applied(version, row.try_get(1)?, applied_on, checksum))
}

/// A value that refinery writes as text.
struct Written<T>(T);

impl<'a> FromSql<'a> for Written<OffsetDateTime> {
    fn from_sql(_: &Type, text: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(OffsetDateTime::parse(std::str::from_utf8(text)?, &Rfc3339)?))
    }

    fn accepts(from: &Type) -> bool {
        <&str as FromSql<'_>>::accepts(from)
    }
}

impl<'a> FromSql<'a> for Written<u64> {
    fn from_sql(_: &Type, text: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(std::str::from_utf8(text)?.parse()?))
    }

    fn accepts(from: &Type) -> bool {
        <&str as FromSql<'_>>::accepts(from)
    }
}
