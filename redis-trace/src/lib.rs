//! [`redis`] with OpenTelemetry.
//!
//! A program written for redis-rs becomes traced by one line of its Cargo.toml:
//!
//! ```toml
//! [dependencies]
//! redis = { package = "redis-trace", version = "0.1" }
//! ```
//!
//! Every command is then a `CLIENT` span under the caller's current span, and a measurement of
//! `db.client.operation.duration`, named by OpenTelemetry's
//! [conventions for Redis](https://opentelemetry.io/docs/specs/semconv/db/redis/). No value that the program passes
//! leaves the process: of a command its name, its keys and its fixed words are shown, and `?` for all else.
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
//! The crate has the paths, names, signatures and features of redis 1.8; what talks to the server is replaced by a type
//! of the same name, and the rest is the driver's own. Commands, pipelines and iterators are the driver's, and
//! work through it. Laziness, pipelining, cancellation, errors and results are the driver's too.
//!
//! What is recorded is chosen in a [`Telemetry`]: by the environment, for the process
//! ([`Telemetry::set_global`]), or for the connections of a client ([`Client::telemetry`]). A connection that comes from
//! elsewhere is wrapped by [`Traced`].
//!
//! The feature `bound-instruments` lets the telemetry bind its instruments (`TelemetryBuilder::bound_instruments`): with that the
//! metrics of a call take a fraction of the time.
//!
//! # What is no failure
//!
//! What the driver goes on after by itself does not fail the span of the caller's call: redirections of a cluster, a
//! connection that is made again, a [`Script`] that the server has to be told of first. Nor does an error inside a
//! pipeline whose caller takes errors for answers ([`Pipeline::ignore_errors`]); a connection that blocks is given packed
//! bytes and not the pipeline, so that there such an error fails the span.
//!
//! # Client-side caching
//!
//! With the feature `cache-aio`, an answer from the cache of an `aio::MultiplexedConnection` or `aio::ConnectionManager`
//! leaves no span and no measurement, for the server has no part in it. In two places a hit is a span like others, as
//! nothing tells it from an answer of the server's:
//!
//! * a `cluster_async::ClusterConnection`: a task of the driver's asks the cache for all callers, and counts hits for all
//!   together (`get_cache_statistics`), so that no hit can be told to be this call's;
//! * a [`Traced`] connection: the trait that it knows its connection by does not tell of caches.

pub use db_semconv::{Operation, QueryText, Target, Telemetry, TelemetryBuilder};
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
#[cfg(feature = "bloom")]
pub use redis::bloom;
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
#[cfg(feature = "r2d2")]
mod r2d2;
#[cfg(feature = "script")]
mod script;
#[cfg(feature = "sentinel")]
pub mod sentinel;
mod target;
mod traced;

const INSTRUMENTATION: db_semconv::Instrumentation = db_semconv::Instrumentation {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    variable: "REDIS",
};
