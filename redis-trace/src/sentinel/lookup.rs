//! Clients of the nodes that sentinels name.

use std::fmt;

use db_semconv::Telemetry;
use redis::sentinel::SentinelNodeConnectionInfo;
use redis::{IntoConnectionInfo, RedisResult};

use crate::Client;

/// Like [`redis::sentinel::Sentinel`]: the clients that it makes have connections that are traced.
pub struct Sentinel {
    driver: redis::sentinel::Sentinel,
    telemetry: Telemetry,
}

impl Sentinel {
    /// Like [`redis::sentinel::Sentinel::build`], with [`Telemetry::global`].
    pub fn build<T: IntoConnectionInfo>(params: Vec<T>) -> RedisResult<Self> {
        redis::sentinel::Sentinel::build(params)
            .map(|sentinel| Self::from_driver(sentinel, &Telemetry::global()))
    }

    /// Wraps what the driver made, with a telemetry of its own.
    pub fn from_driver(sentinel: redis::sentinel::Sentinel, telemetry: &Telemetry) -> Self {
        Self { driver: sentinel, telemetry: telemetry.clone() }
    }

    /// The same with another telemetry, for the clients that it makes from now on.
    #[must_use]
    pub fn telemetry(self, telemetry: &Telemetry) -> Self {
        Self::from_driver(self.driver, telemetry)
    }

    /// The driver's, whose clients' connections are not traced.
    pub fn inner_mut(&mut self) -> &mut redis::sentinel::Sentinel {
        &mut self.driver
    }

    /// The driver's, whose clients' connections are not traced.
    pub fn into_inner(self) -> redis::sentinel::Sentinel {
        self.driver
    }

    fn traced(&self, client: redis::Client) -> Client {
        Client::from_driver(client, &self.telemetry)
    }

    fn all_traced(&self, clients: Vec<redis::Client>) -> Vec<Client> {
        clients.into_iter().map(|client| self.traced(client)).collect()
    }

    /// Like [`redis::sentinel::Sentinel::master_for`].
    pub fn master_for(
        &mut self,
        service_name: &str,
        node_connection_info: Option<&SentinelNodeConnectionInfo>,
    ) -> RedisResult<Client> {
        let client = self.driver.master_for(service_name, node_connection_info)?;
        Ok(self.traced(client))
    }

    /// Like [`redis::sentinel::Sentinel::get_replica_clients`].
    pub fn get_replica_clients(
        &mut self,
        service_name: &str,
        node_connection_info: Option<&SentinelNodeConnectionInfo>,
    ) -> RedisResult<Vec<Client>> {
        let clients = self.driver.get_replica_clients(service_name, node_connection_info)?;
        Ok(self.all_traced(clients))
    }

    /// Like [`redis::sentinel::Sentinel::replica_for`].
    pub fn replica_for(
        &mut self,
        service_name: &str,
        node_connection_info: Option<&SentinelNodeConnectionInfo>,
    ) -> RedisResult<Client> {
        let client = self.driver.replica_for(service_name, node_connection_info)?;
        Ok(self.traced(client))
    }

    /// Like [`redis::sentinel::Sentinel::replica_rotate_for`].
    pub fn replica_rotate_for(
        &mut self,
        service_name: &str,
        node_connection_info: Option<&SentinelNodeConnectionInfo>,
    ) -> RedisResult<Client> {
        let client = self.driver.replica_rotate_for(service_name, node_connection_info)?;
        Ok(self.traced(client))
    }
}

#[cfg(feature = "aio")]
impl Sentinel {
    /// Like [`redis::sentinel::Sentinel::async_master_for`].
    pub async fn async_master_for(
        &mut self,
        service_name: &str,
        node_connection_info: Option<&SentinelNodeConnectionInfo>,
    ) -> RedisResult<Client> {
        let client = self.driver.async_master_for(service_name, node_connection_info).await?;
        Ok(self.traced(client))
    }

    /// Like [`redis::sentinel::Sentinel::async_get_replica_clients`].
    pub async fn async_get_replica_clients(
        &mut self,
        service_name: &str,
        node_connection_info: Option<&SentinelNodeConnectionInfo>,
    ) -> RedisResult<Vec<Client>> {
        let clients = self.driver.async_get_replica_clients(service_name, node_connection_info).await?;
        Ok(self.all_traced(clients))
    }

    /// Like [`redis::sentinel::Sentinel::async_replica_for`].
    pub async fn async_replica_for(
        &mut self,
        service_name: &str,
        node_connection_info: Option<&SentinelNodeConnectionInfo>,
    ) -> RedisResult<Client> {
        let client = self.driver.async_replica_for(service_name, node_connection_info).await?;
        Ok(self.traced(client))
    }

    /// Like [`redis::sentinel::Sentinel::async_replica_rotate_for`].
    pub async fn async_replica_rotate_for(
        &mut self,
        service_name: &str,
        node_connection_info: Option<&SentinelNodeConnectionInfo>,
    ) -> RedisResult<Client> {
        let client = self.driver.async_replica_rotate_for(service_name, node_connection_info).await?;
        Ok(self.traced(client))
    }
}

impl fmt::Debug for Sentinel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sentinel").field("telemetry", &self.telemetry).finish_non_exhaustive()
    }
}
