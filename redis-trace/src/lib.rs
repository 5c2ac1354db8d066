//! [`redis`] with OpenTelemetry.
//!
//! One line of Cargo.toml traces a program that was written for redis-rs:
//!
//! ```toml
//! [dependencies]
//! redis = { package = "redis-trace", version = "0.1" }
//! ```
//!
//! Each command is then recorded as a `CLIENT` span under the caller's current span, and as a measurement of
//! `db.client.operation.duration`, with the names of OpenTelemetry's
//! [conventions for Redis](https://opentelemetry.io/docs/specs/semconv/db/redis/). No value that the program passes leaves
//! the process: the name of a command, its keys and its fixed words are recorded, and `?` for everything else.
//!
//! ```no_run
//! # use redis_trace as redis;
//! use redis::Commands;
//!
//! # fn main() -> redis::RedisResult<()> {
//! let client = redis::Client::open("redis://localhost/")?;
//! let mut connection = client.get_connection()?;
//! // A span `SET localhost`, with db.query.text = "SET user:7 ?".
//! let () = connection.set("user:7", "Ada")?;
//! # Ok(()) }
//! ```
//!
//! The crate has the paths, names, signatures and features of redis 1.8. A type that talks to the server is replaced by one
//! of the same name, and the rest is the driver's own. Commands, pipelines and iterators are the driver's, and work with
//! the traced types. Laziness, pipelining, cancellation, errors and results are the driver's too.
//!
//! # Telemetry
//!
//! A [`Telemetry`] chooses what is recorded. The environment sets its defaults. Install one for the process
//! ([`Telemetry::set_global`]), or give one to a client ([`Client::telemetry`]). [`Traced`] wraps a connection of another
//! crate.
//!
//! # What is not an error
//!
//! If the driver recovers on its own, the span of the caller's call succeeds: the driver follows a cluster redirect,
//! reconnects, or loads a [`Script`] that the server does not have. Nor does an error inside a pipeline fail the span if the
//! caller takes errors as answers ([`Pipeline::ignore_errors`]). A blocking connection is an exception: it receives packed
//! bytes and not the pipeline, so such an error fails the span.
//!
//! # Client-side caching
//!
//! With the feature `cache-aio`, a call that the cache of an `aio::MultiplexedConnection` or `aio::ConnectionManager` answers
//! is not recorded, because it does not reach the server. In two places a hit is recorded like any other call, because
//! nothing distinguishes it from an answer of the server:
//!
//! * a `cluster_async::ClusterConnection`: a task of the driver reads the cache for all callers, and counts the hits of all
//!   of them together (`get_cache_statistics`), so a hit cannot be attributed to one call;
//! * a [`Traced`] connection: it uses its connection through a trait that does not expose the cache.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `acl`, `streams`, `geospatial`, `script`, `num-bigint` (default) | the driver's feature of that name |
//! | `aio`, `tokio-comp`, `smol-comp` | asynchronous connections |
//! | `connection-manager` | asynchronous connections that reconnect |
//! | `cluster`, `cluster-async` | connections to a cluster |
//! | `sentinel` | clients that find a server through sentinels |
//! | `cache-aio` | client-side caching |
//! | `tls-*`, `tokio-*-comp`, `smol-*-comp`, `token-based-authentication`, `entra-id` | the driver's feature of that name |
//! | `ahash`, `bigdecimal`, `bytes`, `hashbrown`, `rust_decimal`, `uuid` | the driver's feature of that name: types and hashers of other crates |
//! | `bloom`, `json`, `search_unfinished`, `vector-sets` | the driver's feature of that name: commands of modules |
//! | `r2d2`, `bb8` | pools of traced connections |
//! | `deadpool` | the module `deadpool`, in place of deadpool-redis 0.23, with the runtime of `rt_tokio_1` |
//! | `rt_tokio_1`, `rt_smol_2` | deadpool-redis' feature of that name; both enable `deadpool` |
//! | `serde` | reads and writes the configurations in `deadpool`, as in deadpool-redis |
//! | `queue` | the module `queue`: messages in streams, with the context of their producer |
//! | `envelope` | `queue` with envelopes for the messages of lists and channels |
//! | `bound-instruments` | `TelemetryBuilder::bound_instruments`: caches the metric series of a command between collections |
//! | `testing` | the module `testing`: assertions about the calls that a test of yours makes |

#![cfg_attr(docsrs, feature(doc_cfg))]

pub use db_semconv::redis::Keys;
#[cfg(feature = "testing")]
pub use db_semconv::testing;
pub use db_semconv::{
    Annotation, CallEnd, Operation, QueryText, Target, Telemetry, TelemetryBuilder, annotate,
    annotate_blocking,
};
pub use redis::{
    Arg, Cmd, Commands, ConnectionAddr, ConnectionInfo, ConnectionLike, ControlFlow, CopyOptions, Direction,
    ErrorKind, ExistenceCheck, ExpireOption, Expiry, FieldExistenceCheck, FlushAllOptions, FlushDbOptions,
    FromRedisValue, HOTKEYS_COUNT_MAX, HOTKEYS_COUNT_MIN, HashFieldExpirationOptions, HotKeyEntry,
    HotkeysCommands, HotkeysOptions, HotkeysResponse, IncrexOptions, IncrexResult, InfoDict,
    IntegerReplyOrNoOp, IntoConnectionInfo, Iter, LposOptions, MSetOptions, Msg, NumericBehavior, Parser,
    ParsingError, Pipeline, ProtocolVersion, PubSubCommands, PushInfo, PushKind, RedisConnectionInfo,
    RedisError, RedisResult, RedisWrite, ReplicaInfo, RetryMethod, Role, ScanOptions, ServerError,
    ServerErrorKind, SetExpiry, SetOptions, SlotRange, SortedSetAddOptions, TlsMode, ToRedisArgs,
    ToSingleRedisArg, TypedCommands, UpdateCheck, Value, ValueComparison, ValueType, VerbatimFormat,
    calculate_value_digest, cmd, from_redis_value, from_redis_value_ref, io, is_valid_16_bytes_hex_digest,
    make_extension_error, pack_command, parse_redis_url, parse_redis_value, pipe, transaction,
};

#[cfg(all(feature = "json", feature = "aio"))]
pub use redis::JsonAsyncCommands;
#[cfg(feature = "acl")]
pub use redis::acl;
#[cfg(feature = "geospatial")]
pub use redis::geo;
#[cfg(feature = "streams")]
pub use redis::streams;
#[cfg(feature = "vector-sets")]
pub use redis::vector_sets;
#[cfg(feature = "aio")]
pub use redis::{
    AsyncCommands, AsyncConnectionConfig, AsyncHotkeysCommands, AsyncIter, AsyncTypedCommands, RedisFuture,
    ValueCodec, parse_redis_value_async,
};
#[cfg(feature = "token-based-authentication")]
pub use redis::{
    BasicAuth, RetryConfig, StreamingCredentialsProvider, TokenRefreshConfig, auth, auth_management,
};
#[cfg(feature = "entra-id")]
pub use redis::{
    ClientCertificate, ClientCertificateCredentialOptions, ClientSecretCredentialOptions,
    DeveloperToolsCredentialOptions, EntraIdCredentialsProvider, ManagedIdentityCredentialOptions,
    REDIS_SCOPE_DEFAULT, UserAssignedId, entra_id,
};
#[cfg(any(feature = "tls-rustls", feature = "tls-native-tls"))]
pub use redis::{ClientTlsConfig, TlsCertificates};
#[cfg(feature = "cache-aio")]
pub use redis::{CommandCacheConfig, caching};
#[cfg(feature = "json")]
pub use redis::{JsonCommands, json};
#[cfg(feature = "cluster")]
pub use redis::{cluster_read_routing, cluster_routing};
#[cfg(feature = "search_unfinished")]
pub use redis::{schema, search};

pub use crate::client::Client;
pub use crate::connection::Connection;
pub use crate::pubsub::PubSub;
#[cfg(feature = "script")]
pub use crate::script::{Script, ScriptInvocation};
pub use crate::traced::Traced;

#[cfg(feature = "aio")]
pub mod aio;
#[cfg(feature = "aio")]
mod answers;
#[cfg(all(feature = "bb8", feature = "aio"))]
mod bb8;
#[cfg(feature = "bloom")]
pub mod bloom;
mod call;
mod client;
#[cfg(feature = "cluster")]
pub mod cluster;
#[cfg(feature = "cluster-async")]
pub mod cluster_async;
mod connection;
mod connection_commands;
#[cfg(feature = "deadpool")]
pub mod deadpool;
#[cfg(any(feature = "cluster", feature = "sentinel"))]
mod nodes;
mod outcome;
mod pass_on;
mod pubsub;
#[cfg(feature = "queue")]
pub mod queue;
#[cfg(feature = "r2d2")]
mod r2d2;
#[cfg(feature = "script")]
mod script;
#[cfg(feature = "sentinel")]
pub mod sentinel;
mod target;
mod traced;
mod unanswered;

/// Not the package's own name and version: in `patch/redis`, they are the driver's.
const INSTRUMENTATION: db_semconv::Instrumentation =
    db_semconv::Instrumentation { name: "redis-trace", version: "0.1.0", variable: "REDIS" };

/// What the driver's client lacks. The client of this crate has a constant of its own with this name, which takes precedence.
trait Untraced {
    const TRACED: bool = false;
}

impl Untraced for redis::Client {}

// Otherwise each call would be recorded twice.
const _: () = assert!(
    !<redis::Client>::TRACED,
    "redis-trace is built on itself: Cargo.toml has `package = \"redis-trace\"` and `[patch.crates-io]`. Use one of them."
);

#[cfg(test)]
mod tests {
    #[test]
    fn scope_has_the_name_and_version_of_the_package() {
        let scope = super::INSTRUMENTATION;
        assert_eq!((scope.name, scope.version), (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")));
    }
}
