//! A product of database servers, such as Redis.

/// Gives a product's type its sources of servers, and the methods that the types of all products have.
///
/// The type has a field `handle` and a private `of(handle)`. The product's module has a module for each source.
macro_rules! product {
    ($product:ident: $name:literal, $parameters:ty, $variable:literal, $url:literal) => {
        const VARIABLE: &str = $variable;

        static SOURCES: $crate::source::Sources<$parameters> = $crate::source::Sources {
            name: $name,
            type_name: stringify!($product),
            variable: VARIABLE,
            external: external::server,
            #[cfg(unix)]
            local: local::start,
            #[cfg(not(unix))]
            local: $crate::source::needs_unix,
            #[cfg(feature = "docker")]
            container: container::start,
            #[cfg(not(feature = "docker"))]
            container: $crate::source::needs_docker,
        };

        impl $product {
            /// The server that all tests of this process share: the first call starts it, the others get the same. It
            /// runs until the process ends. See [the crate](crate) for where it comes from.
            ///
            /// # Errors
            /// When no source of servers works. The answer is the same for every call in this process.
            pub async fn start() -> Result<Self, $crate::Error> {
                static SHARED: $crate::source::Shared = $crate::source::Shared::new();
                $crate::server::Handle::shared(&SOURCES, &SHARED, &[]).await.map(Self::of)
            }

            /// A server for one test, which may kill it or change it for all its clients.
            #[doc = concat!("Never the server of `", $variable, "`.")]
            ///
            /// It ends when the value is dropped, which blocks for up to a tenth of a second (a container: for a second).
            ///
            /// # Errors
            /// When the machine has neither the programs nor a Docker engine, or they fail.
            pub async fn start_own() -> Result<Self, $crate::Error> {
                Self::start_own_with(&[]).await
            }

            #[doc = concat!("`", $url, "`, of a user who may do everything; or `", $variable, "` as it is.")]
            pub fn url(&self) -> &str {
                &self.handle.server.url
            }

            /// The name or address of the host.
            pub fn host(&self) -> &str {
                &self.handle.server.host
            }

            /// The TCP port.
            pub fn port(&self) -> u16 {
                self.handle.server.port
            }

            #[doc = concat!("Like [`", stringify!($product), "::password_url`], with a wrong password.")]
            #[doc = concat!("The server of `", $variable, "` refuses it if that server checks passwords.")]
            pub fn wrong_password_url(&self) -> Option<String> {
                self.handle.server.wrong_password_url()
            }
        }
    };
}

pub(crate) use product;
