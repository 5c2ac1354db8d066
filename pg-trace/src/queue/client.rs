//! The clients that carry messages.

use crate::{Client, Transaction};

/// A traced client or transaction: [`Client`], [`Transaction`], and those of the module `deadpool`.
pub trait TracedClient: sealed::Parts {}

pub(super) mod sealed {
    use std::fmt;

    use db_semconv::Session;

    use crate::{Client, Error, Transaction};

    pub trait Parts: Send + Sync {
        fn client(&self) -> &Client;

        /// Begins a transaction without a span of its own: it is a part of `receive`.
        fn begin(&mut self) -> impl Future<Output = Result<Begun<'_>, Error>> + Send;
    }

    /// A transaction of the driver's, which rolls back without a span of its own.
    pub struct Begun<'a> {
        pub(crate) driver: tokio_postgres::Transaction<'a>,
        pub(crate) session: Session,
        pub(crate) is_savepoint: bool,
    }

    impl fmt::Debug for Begun<'_> {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.debug_struct("Begun").field("is_savepoint", &self.is_savepoint).finish_non_exhaustive()
        }
    }

    impl<'a> Begun<'a> {
        pub(in crate::queue) fn into_traced(self) -> Transaction<'a> {
            Transaction::begun(self.driver, self.session, self.is_savepoint)
        }
    }
}

use sealed::{Begun, Parts};

impl TracedClient for Client {}

impl Parts for Client {
    fn client(&self) -> &Client {
        self
    }

    async fn begin(&mut self) -> Result<Begun<'_>, crate::Error> {
        let session = self.session().clone();
        Ok(Begun { driver: self.inner_mut().transaction().await?, session, is_savepoint: false })
    }
}

impl TracedClient for Transaction<'_> {}

impl Parts for Transaction<'_> {
    fn client(&self) -> &Client {
        self.client()
    }

    async fn begin(&mut self) -> Result<Begun<'_>, crate::Error> {
        let session = self.client().session().clone();
        Ok(Begun { driver: self.driver_mut().transaction().await?, session, is_savepoint: true })
    }
}

/// The same by what a type dereferences to.
#[cfg(feature = "deadpool")]
macro_rules! dereferences {
    ($($type:ty),*) => {$(
        impl TracedClient for $type {}

        impl Parts for $type {
            fn client(&self) -> &Client {
                Parts::client(&**self)
            }

            async fn begin(&mut self) -> Result<Begun<'_>, crate::Error> {
                Parts::begin(&mut **self).await
            }
        }
    )*};
}

#[cfg(feature = "deadpool")]
dereferences!(crate::deadpool::Client, crate::deadpool::ClientWrapper, crate::deadpool::Transaction<'_>);
