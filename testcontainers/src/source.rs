//! The source of a server: the first one that works.

use std::sync::{Arc, OnceLock};

use crate::{Error, background::in_background, server::Server};

/// The sources of servers of one product, in their order. `P` are parameters that a test chooses.
pub(crate) struct Sources<P: ?Sized> {
    /// The product, for people.
    pub(crate) name: &'static str,
    /// The public type of such servers.
    pub(crate) type_name: &'static str,
    /// The environment variable with the URL of a server that the user has.
    pub(crate) variable: &'static str,
    /// That server, which is used as it is.
    pub(crate) external: fn(String) -> Result<Server, Error>,
    /// From programs on this machine.
    pub(crate) local: Start<P>,
    pub(crate) container: Start<P>,
}

pub(crate) type Start<P> = fn(&P) -> Result<Server, Error>;

/// The server that all of a process share: it is started once, and never again when that failed.
pub(crate) type Shared = OnceLock<Result<Arc<Server>, Error>>;

impl<P: ?Sized> Sources<P> {
    /// The shared server: that of the environment, or else one that is started with `parameters`.
    pub(crate) async fn shared(
        &'static self,
        shared: &'static Shared,
        parameters: &'static P,
    ) -> Result<Arc<Server>, Error>
    where
        P: Sync,
    {
        let start = || match std::env::var(self.variable) {
            Ok(url) if !url.is_empty() => (self.external)(url),
            _ => self.start(Error::new("not set"), parameters),
        };
        match shared.get() {
            Some(server) => server.clone(),
            None => in_background(move || shared.get_or_init(|| start().map(Arc::new)).clone()).await,
        }
    }

    /// A server of a test's own, and never that of the environment.
    pub(crate) fn own(&self, parameters: &P) -> Result<Server, Error> {
        self.start(Error::new("not used, as a server of the test's own is asked for"), parameters)
    }

    /// Starts a server. `not_external` is the reason why the one of the environment is not used.
    fn start(&self, not_external: Error, parameters: &P) -> Result<Server, Error> {
        let mut tried = vec![(self.variable, not_external)];
        for (source, start) in [("programs on this machine", self.local), ("Docker", self.container)] {
            match start(parameters) {
                Ok(server) => return Ok(server),
                Err(error) => tried.push((source, error)),
            }
        }
        Err(Error::unavailable(self.name, self.variable, &tried))
    }
}

/// In the place of programs on this machine, where processes cannot be supervised.
#[cfg(not(unix))]
pub(crate) fn needs_unix<P: ?Sized>(_: &P) -> Result<Server, Error> {
    Err(Error::new("used on Unix only"))
}

/// In the place of a container.
#[cfg(not(feature = "docker"))]
pub(crate) fn needs_docker<P: ?Sized>(_: &P) -> Result<Server, Error> {
    Err(Error::new("not tried, as db-testcontainers was built without its feature `docker`"))
}
