//! The driver's client: owned, or lent by a transaction.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use tokio_postgres::Client;

/// What a [`Client`](crate::Client) holds.
///
/// The driver's transaction owns the exclusive borrow of the driver's client, and
/// [`Transaction::client`](crate::Transaction::client) has to give out a reference to a client of ours all the same.
/// So a transaction carries a client that points to the one it borrows.
pub(crate) enum Driver {
    Owned(Client),
    Lent(Lent),
}

impl Driver {
    pub(crate) fn get(&self) -> &Client {
        match self {
            Self::Owned(client) => client,
            Self::Lent(lent) => lent.get(),
        }
    }

    pub(crate) fn get_mut(&mut self) -> &mut Client {
        match self {
            Self::Owned(client) => client,
            Self::Lent(_) => unreachable!("a lent client is only ever given out by shared reference"),
        }
    }

    pub(crate) fn into_inner(self) -> Client {
        match self {
            Self::Owned(client) => client,
            Self::Lent(_) => unreachable!("a lent client is only ever given out by shared reference"),
        }
    }
}

/// A pointer to a client that somebody else borrows.
///
/// Whoever holds one upholds this: between [`point_to`](Self::point_to) and the last use of what
/// [`get`](Self::get) returns, the reference that was pointed to is live. `Transaction::client` does so by pointing
/// anew at each call, and by tying the reference that it returns to the borrow of the transaction.
pub(crate) struct Lent(AtomicPtr<Client>);

impl Lent {
    pub(crate) const fn nowhere() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// Two threads may do so at a time: both store the same address.
    pub(crate) fn point_to(&self, client: &Client) {
        self.0.store(ptr::from_ref(client).cast_mut(), Ordering::Release);
    }

    #[expect(unsafe_code, reason = "the lifetime of the transaction cannot be part of the client's type")]
    fn get(&self) -> &Client {
        let client = self.0.load(Ordering::Acquire);
        // SAFETY: see the type's documentation. The pointer is never used to write.
        unsafe { client.as_ref() }.expect("a lent client points to its transaction's")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pointer makes the wrapper `Send` and `Sync` whatever it points to: the driver's client has to be both.
    #[test]
    fn what_is_lent_can_be_shared() {
        fn is_send_and_sync<T: Send + Sync>() {}
        is_send_and_sync::<Client>();
    }
}
