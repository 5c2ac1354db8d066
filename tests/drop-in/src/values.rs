//! Values of the service's own, with hand-written conversions.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

/// An amount in cents, an `int8` on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Money(pub(crate) i64);

impl<'a> FromSql<'a> for Money {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        i64::from_sql(kind, raw).map(Self)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::INT8
    }
}

impl ToSql for Money {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.0.to_sql(kind, out)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::INT8
    }

    to_sql_checked!();
}

/// How far a task is, an enumeration on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Waiting,
    Running,
    Done,
}

impl State {
    const LABELS: [(Self, &'static str); 3] =
        [(Self::Waiting, "waiting"), (Self::Running, "running"), (Self::Done, "done")];

    fn accepts(kind: &Type) -> bool {
        kind.name() == "task_state" && matches!(kind.kind(), Kind::Enum(labels) if labels.len() == 3)
    }
}

impl<'a> FromSql<'a> for State {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Self::LABELS
            .iter()
            .find(|(_, label)| label.as_bytes() == raw)
            .map(|(state, _)| *state)
            .ok_or_else(|| "a state that this program does not know".into())
    }

    fn accepts(kind: &Type) -> bool {
        Self::accepts(kind)
    }
}

impl ToSql for State {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let label = Self::LABELS.iter().find(|(state, _)| state == self).map(|(_, label)| label);
        label.to_sql(kind, out)
    }

    fn accepts(kind: &Type) -> bool {
        Self::accepts(kind)
    }

    to_sql_checked!();
}
