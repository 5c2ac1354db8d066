//! Settings of the configuration that have types of their own: the driver's cannot be read by serde.

use std::fmt;

use crate::config;

/// The check of a connection before it is used again.
#[derive(Clone, Eq, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub enum RecyclingMethod {
    /// By [`Client::is_closed`](crate::Client::is_closed) alone, which sends nothing.
    #[default]
    Fast,

    /// By an empty query too, which finds connections that broke without notice.
    Verified,

    /// By statements that give the session back as it was at the start, but for its prepared statements and plans:
    ///
    /// ```sql
    /// CLOSE ALL;
    /// SET SESSION AUTHORIZATION DEFAULT;
    /// RESET ALL;
    /// UNLISTEN *;
    /// SELECT pg_advisory_unlock_all();
    /// DISCARD TEMP;
    /// DISCARD SEQUENCES;
    /// ```
    Clean,

    /// By statements of your own.
    Custom(String),
}

impl RecyclingMethod {
    /// Returns the query that checks a connection.
    pub fn query(&self) -> Option<&str> {
        match self {
            Self::Fast => None,
            Self::Verified => Some(""),
            Self::Clean => Some(
                "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
                 SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES;",
            ),
            Self::Custom(sql) => Some(sql),
        }
    }
}

/// Without the text of your own statements, which may set a secret.
impl fmt::Debug for RecyclingMethod {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Fast => "Fast",
            Self::Verified => "Verified",
            Self::Clean => "Clean",
            Self::Custom(_) => "Custom(_)",
        })
    }
}

/// Like `deadpool_postgres::ManagerConfig`.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
pub struct ManagerConfig {
    /// The check of a connection before it is used again.
    pub recycling_method: RecyclingMethod,
}

/// The settings that are the driver's, word by word.
macro_rules! settings {
    ($($(#[$documentation:meta])* $name:ident { $($(#[$about:meta])* $variant:ident,)* })*) => {$(
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about])* $variant,)*
        }

        impl From<$name> for config::$name {
            fn from(setting: $name) -> Self {
                match setting {
                    $($name::$variant => Self::$variant,)*
                }
            }
        }
    )*};
}

settings! {
    /// What a session has to be able to.
    TargetSessionAttrs {
        /// Nothing special.
        Any,
        /// To write.
        ReadWrite,
    }

    /// The encryption of connections.
    SslMode {
        /// Never.
        Disable,
        /// Where the server can.
        Prefer,
        /// Always.
        Require,
    }

    /// The binding of authentication to the encrypted channel.
    ChannelBinding {
        /// Never.
        Disable,
        /// Where it can be.
        Prefer,
        /// Always.
        Require,
    }

    /// In which order hosts are tried.
    LoadBalanceHosts {
        /// In that of the configuration.
        Disable,
        /// In a random one.
        Random,
    }
}
