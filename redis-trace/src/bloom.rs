//! Like [`redis::bloom`].

use std::fmt;

pub use redis::bloom::*;
use redis::{Commands as _, RedisResult};

use crate::connection::Connection;

/// Like [`redis::bloom::BloomFilterDumpIterator`], over a traced connection: each chunk is a span.
pub struct BloomFilterDumpIterator<'a> {
    connection: &'a mut Connection,
    key: &'a str,
    /// Where the next chunk begins; `None` after the last one and after an error.
    position: Option<i64>,
}

impl<'a> BloomFilterDumpIterator<'a> {
    /// Like [`redis::bloom::BloomFilterDumpIterator::new`].
    pub fn new(con: &'a mut Connection, key: &'a str) -> Self {
        Self { connection: con, key, position: Some(0) }
    }
}

impl Iterator for BloomFilterDumpIterator<'_> {
    type Item = RedisResult<BloomFilterDumpChunk>;

    fn next(&mut self) -> Option<Self::Item> {
        let position = self.position.take()?;
        let chunk: Self::Item = self.connection.bf_scandump(self.key, position);
        if let Ok(chunk) = &chunk {
            // The server marks the end by an empty chunk.
            self.position = Some(chunk.iterator).filter(|next| *next != 0);
            self.position?;
        }
        Some(chunk)
    }
}

impl fmt::Debug for BloomFilterDumpIterator<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BloomFilterDumpIterator").finish_non_exhaustive()
    }
}
