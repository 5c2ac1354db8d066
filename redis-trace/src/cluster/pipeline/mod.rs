//! A pipeline over the nodes of a cluster.

use std::fmt;

use redis::{Cmd, FromRedisValue, RedisResult, ToRedisArgs, Value, from_redis_value};

use super::ClusterConnection;
use crate::{call, outcome};

mod hashes;
mod hyperloglogs;
mod keys;
mod lists;
mod server;
mod sets;
mod sorted_sets;
mod strings;

#[cfg(feature = "acl")]
mod acl;
#[cfg(feature = "bloom")]
mod bloom;
#[cfg(feature = "geospatial")]
mod geo;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "script")]
mod scripts;
#[cfg(feature = "search_unfinished")]
mod search;
#[cfg(feature = "streams")]
mod streams;
#[cfg(feature = "vector-sets")]
mod vector_sets;

/// Like [`redis::cluster::ClusterPipeline`]: its query is one span, over all nodes that commands go to.
#[derive(Clone, Default)]
pub struct ClusterPipeline {
    driver: redis::cluster::ClusterPipeline,
}

impl ClusterPipeline {
    /// Like [`redis::cluster::ClusterPipeline::new`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Like [`redis::cluster::ClusterPipeline::with_capacity`].
    pub fn with_capacity(capacity: usize) -> Self {
        Self { driver: redis::cluster::ClusterPipeline::with_capacity(capacity) }
    }

    /// Like [`redis::cluster::ClusterPipeline::query`].
    pub fn query<T: FromRedisValue>(&self, con: &mut ClusterConnection) -> RedisResult<T> {
        let session = &con.traced.session;
        let call = |_: &_| self.driver.query::<Value>(&mut con.traced.driver);
        let described = call::cluster_pipeline(session, &self.driver);
        // What the caller makes of the answer is no part of the call, as with other connections.
        Ok(from_redis_value(session.observe_blocking(described, call, outcome::pipeline)?)?)
    }

    /// Like [`redis::cluster::ClusterPipeline::exec`].
    pub fn exec(&self, con: &mut ClusterConnection) -> RedisResult<()> {
        self.query(con)
    }

    /// Like [`redis::cluster::ClusterPipeline::cmd_iter`].
    pub fn cmd_iter(&self) -> impl Iterator<Item = &Cmd> {
        self.driver.cmd_iter()
    }

    /// Like [`redis::cluster::ClusterPipeline::clear`].
    pub fn clear(&mut self) {
        self.driver.clear();
    }
}

/// Without the commands, whose arguments are users' data.
impl fmt::Debug for ClusterPipeline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commands = self.cmd_iter().count();
        formatter.debug_struct("ClusterPipeline").field("commands", &commands).finish_non_exhaustive()
    }
}

/// Like [`redis::cluster::cluster_pipe`].
pub fn cluster_pipe() -> ClusterPipeline {
    ClusterPipeline::new()
}

/// Methods that add to the pipeline. The driver's return its own pipeline, whose `query` takes its own connection.
macro_rules! commands {
    ($(fn $name:ident $(<$($generic:ident: $bound:ident),+>)? ($($argument:ident: $type:ty),*);)*) => {
        impl super::ClusterPipeline {
            $(
                #[doc = concat!("Like [`redis::cluster::ClusterPipeline::", stringify!($name), "`].")]
                pub fn $name $(<$($generic: $bound),+>)? (&mut self, $($argument: $type),*) -> &mut Self {
                    self.driver.$name($($argument),*);
                    self
                }
            )*
        }
    };
}

/// Methods that add to the pipeline what has to be written as JSON first.
#[cfg(feature = "json")]
macro_rules! fallible_commands {
    ($(fn $name:ident $(<$($generic:ident: $bound:ident),+>)? ($($argument:ident: $type:ty),*);)*) => {
        impl super::ClusterPipeline {
            $(
                #[doc = concat!("Like [`redis::cluster::ClusterPipeline::", stringify!($name), "`].")]
                pub fn $name $(<$($generic: $bound),+>)? (
                    &mut self,
                    $($argument: $type),*
                ) -> redis::RedisResult<&mut Self> {
                    self.driver.$name($($argument),*)?;
                    Ok(self)
                }
            )*
        }
    };
}

use commands;
#[cfg(feature = "json")]
use fallible_commands;

commands! {
    fn add_command(cmd: Cmd);
    fn cmd(name: &str);
    fn ignore();
    fn arg<T: ToRedisArgs>(arg: T);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chained_cluster_pipeline_has_the_commands_of_the_driver() {
        let mut pipeline = cluster_pipe();
        let chained = pipeline.set("a", 1).ignore().cmd("GET").arg("a").hset("h", "field", "value").del("a");
        let mut driver = redis::cluster::cluster_pipe();
        driver.set("a", 1).ignore().cmd("GET").arg("a").hset("h", "field", "value").del("a");
        let packed = |command: &Cmd| command.get_packed_command();
        assert_eq!(
            chained.cmd_iter().map(packed).collect::<Vec<_>>(),
            driver.cmd_iter().map(packed).collect::<Vec<_>>()
        );
    }

    #[test]
    fn cleared_cluster_pipeline_has_no_commands() {
        let mut pipeline = ClusterPipeline::with_capacity(1);
        pipeline.add_command(redis::cmd("PING")).clear();
        assert_eq!(pipeline.cmd_iter().count(), 0);
    }
}
