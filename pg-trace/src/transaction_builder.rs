//! Transactions with settings of their own.

use std::fmt;
use std::panic::Location;

use db_semconv::{Session, control};

use crate::implicit_rollback::Beginning;
use crate::in_front::observe_alone;
use crate::{Error, IsolationLevel, Transaction};

/// Like [`tokio_postgres::TransactionBuilder`].
pub struct TransactionBuilder<'a> {
    client: &'a mut tokio_postgres::Client,
    session: Session,
    settings: Settings,
}

/// What the driver's builder is given, which has the client for itself.
#[derive(Clone, Copy, Default)]
struct Settings {
    isolation_level: Option<IsolationLevel>,
    read_only: Option<bool>,
    deferrable: Option<bool>,
}

impl<'a> TransactionBuilder<'a> {
    pub(crate) fn new(client: &'a mut tokio_postgres::Client, session: Session) -> Self {
        Self { client, session, settings: Settings::default() }
    }

    /// Like [`tokio_postgres::TransactionBuilder::isolation_level`].
    pub fn isolation_level(mut self, isolation_level: IsolationLevel) -> Self {
        self.settings.isolation_level = Some(isolation_level);
        self
    }

    /// Like [`tokio_postgres::TransactionBuilder::read_only`].
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.settings.read_only = Some(read_only);
        self
    }

    /// Like [`tokio_postgres::TransactionBuilder::deferrable`].
    pub fn deferrable(mut self, deferrable: bool) -> Self {
        self.settings.deferrable = Some(deferrable);
        self
    }

    /// Like [`tokio_postgres::TransactionBuilder::start`]: a span `START TRANSACTION`. If it fails or is dropped before its end,
    /// the driver sends a rollback, which is a span `ROLLBACK`.
    #[track_caller]
    pub fn start(self) -> impl Future<Output = Result<Transaction<'a>, Error>> {
        let call_site = Location::caller();
        async move {
            let Self { client, session, settings } = self;
            let (query, beginning) = (&control::START_TRANSACTION, Beginning::new(&session));
            let call = |client| {
                beginning.sent();
                settings.driver(client).start()
            };
            let begun = observe_alone(&session, query, call_site, client, |client| client, call).await;
            let transaction = beginning.ended(begun)?;
            Ok(Transaction::new(transaction, session))
        }
    }
}

impl Settings {
    fn driver(self, client: &mut tokio_postgres::Client) -> tokio_postgres::TransactionBuilder<'_> {
        let mut builder = client.build_transaction();
        if let Some(isolation_level) = self.isolation_level {
            builder = builder.isolation_level(isolation_level);
        }
        if let Some(read_only) = self.read_only {
            builder = builder.read_only(read_only);
        }
        if let Some(deferrable) = self.deferrable {
            builder = builder.deferrable(deferrable);
        }
        builder
    }
}

impl fmt::Debug for TransactionBuilder<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TransactionBuilder").finish_non_exhaustive()
    }
}
