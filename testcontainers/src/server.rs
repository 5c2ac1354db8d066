//! A server, whatever the product.

use std::{fmt, path::PathBuf, sync::Arc};

use crate::{
    Error,
    background::in_background,
    process::Process,
    source::{Shared, Sources},
    url::Url,
};

/// A server that we started, or the user's.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// The Unix socket, or its folder, whichever clients of the product ask for.
    pub(crate) socket: Option<PathBuf>,
    pub(crate) password_url: Option<Url>,
    /// `None` when it is not ours to stop.
    pub(crate) process: Option<Box<dyn Process>>,
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the URL, which may have a password in it.
        let mut server = formatter.debug_struct("Server");
        server.field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Server {
    /// The server of the environment: it is used as it is.
    pub(crate) fn external(url: String, host: String, port: u16, parts: Url) -> Self {
        let password_url = parts.has_password().then_some(parts);
        Self { url, host, port, socket: None, password_url, process: None }
    }

    /// The URL of a user whom the server asks for a password, with a wrong one.
    pub(crate) fn wrong_password_url(&self) -> Option<String> {
        self.password_url.as_ref().map(|url| url.with_password("wrong").to_string())
    }
}

/// What a test holds of a server: the one that all tests share, or one of its own.
#[derive(Debug)]
pub(crate) struct Handle {
    pub(crate) server: Arc<Server>,
    own: bool,
    /// The public type, for people.
    type_name: &'static str,
}

impl Handle {
    /// The server that all tests of this process share.
    pub(crate) async fn shared<P: ?Sized + Sync>(
        sources: &'static Sources<P>,
        shared: &'static Shared,
        parameters: &'static P,
    ) -> Result<Self, Error> {
        let server = sources.shared(shared, parameters).await?;
        Ok(Self { server, own: false, type_name: sources.type_name })
    }

    /// A server of the test's own, which `start` starts. It ends with the handle.
    pub(crate) async fn own<P: ?Sized + Sync>(
        sources: &'static Sources<P>,
        start: impl FnOnce() -> Result<Server, Error> + Send + 'static,
    ) -> Result<Self, Error> {
        Ok(Self::of(sources, in_background(start).await?))
    }

    /// A server of the test's own, which was just started.
    pub(crate) fn of<P: ?Sized>(sources: &Sources<P>, server: Server) -> Self {
        Self { server: Arc::new(server), own: true, type_name: sources.type_name }
    }

    /// The process of a server of the test's own. `what` is to be done to it, for people.
    pub(crate) fn process(&self, what: &str) -> Result<&dyn Process, Error> {
        match &self.server.process {
            Some(process) if self.own => Ok(&**process),
            _ => Err(Error::new(format_args!(
                "others use this server: only one of `{}::start_own` can be {what}",
                self.type_name
            ))),
        }
    }
}
