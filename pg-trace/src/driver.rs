//! The driver's client: owned, or lent by a transaction.

use std::marker::PhantomData;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use tokio_postgres::Client;

/// What a [`Client`](crate::Client) holds.
///
/// The driver's transaction owns the exclusive borrow of the driver's client, and
/// [`Transaction::client`](crate::Transaction::client) has to return a reference to a client of this crate all the same.
/// So a transaction carries a client that points to the one it borrows.
pub(crate) enum Driver {
    Owned(Client),
    Lent(Lent<Client>),
}

impl Driver {
    #[inline]
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

/// A pointer to a value that another owner borrows.
///
/// Its owner guarantees this: between [`point_to`](Self::point_to) and the last use of the reference that
/// [`get`](Self::get) returns, the reference that it points to is live. `Transaction::client` does so: it points again at
/// each call, and ties the reference that it returns to the borrow of the transaction.
pub(crate) struct Lent<T> {
    pointer: AtomicPtr<T>,
    /// The pointer could cross threads whatever it points to; this can where `T` can.
    shares: PhantomData<T>,
}

impl<T> Lent<T> {
    pub(crate) const fn nowhere() -> Self {
        Self { pointer: AtomicPtr::new(ptr::null_mut()), shares: PhantomData }
    }

    /// Two threads may do so at a time: both store the same address.
    pub(crate) fn point_to(&self, lender: &T) {
        self.pointer.store(ptr::from_ref(lender).cast_mut(), Ordering::Release);
    }

    #[expect(unsafe_code, reason = "the lifetime of the transaction cannot be part of the client's type")]
    fn get(&self) -> &T {
        let lender = self.pointer.load(Ordering::Acquire);
        // SAFETY: see the type's documentation. The pointer is never used to write.
        unsafe { lender.as_ref() }.expect("what is lent points to its lender's")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a transaction does, with a text in the place of a client: `cargo +nightly miri test -p pg-trace --lib driver`
    /// where Miri is installed.
    struct Transaction<'a> {
        borrowed: &'a mut String,
        lent: Lent<String>,
    }

    impl Transaction<'_> {
        fn client(&self) -> &String {
            self.lent.point_to(self.borrowed);
            self.lent.get()
        }

        fn nested(&mut self) -> Transaction<'_> {
            self.borrowed.push('+');
            Transaction { borrowed: self.borrowed, lent: Lent::nowhere() }
        }
    }

    #[test]
    fn lent_value_is_read_between_exclusive_uses() {
        let mut text = "client".to_owned();
        let mut outer = Transaction { borrowed: &mut text, lent: Lent::nowhere() };
        assert_eq!(outer.client(), "client");
        {
            let mut inner = outer.nested();
            assert_eq!(inner.client(), "client+");
            assert_eq!(inner.nested().client(), "client++");
        }
        assert_eq!(outer.client(), "client++");
        text.push('!');
        assert_eq!(text, "client++!");
    }

    #[test]
    fn lent_value_is_read_by_two_threads() {
        let mut text = "client".to_owned();
        let transaction = Transaction { borrowed: &mut text, lent: Lent::nowhere() };
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(transaction.client(), "client"));
            }
        });
    }
}
