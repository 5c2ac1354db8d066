//! The clients that carry messages.

use db_semconv::messaging::MessageObservation;
use db_semconv::{Effect, InFront};

use crate::in_front::Raw;
use crate::{Client, Error, Transaction};

/// A traced client or transaction: [`Client`], [`Transaction`], and those of the module `deadpool`.
pub trait TracedClient: sealed::Parts {}

pub(super) mod sealed {
    use crate::{Client, Error, Transaction};

    pub trait Parts: Send + Sync {
        fn client(&self) -> &Client;

        fn begin(&mut self) -> impl Future<Output = Result<Transaction<'_>, Error>> + Send;
    }
}

use sealed::Parts;

impl TracedClient for Client {}

impl Parts for Client {
    fn client(&self) -> &Client {
        self
    }

    async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        self.transaction().await
    }
}

impl TracedClient for Transaction<'_> {}

impl Parts for Transaction<'_> {
    fn client(&self) -> &Client {
        self.client()
    }

    async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        self.transaction().await
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

            async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
                Parts::begin(&mut **self).await
            }
        }
    )*};
}

#[cfg(feature = "deadpool")]
dereferences!(crate::deadpool::Client, crate::deadpool::ClientWrapper, crate::deadpool::Transaction<'_>);

/// Returns `call`, the statement of a step, which sends the context of the step in front of it.
pub(super) fn in_front<'c, C>(
    client: &'c Client,
    step: &MessageObservation,
    call: C,
) -> InFront<'c, Raw<'c>, C> {
    if client.session().sends_context() {
        client.session().front_of_message(step).around(client.raw(), Effect::default(), call)
    } else {
        InFront::nothing(call)
    }
}
