//! The cache of analyses, for texts that come again.

mod recent;
mod set;
mod table;

use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, OnceLock};

use foldhash::quality::RandomState;

use self::set::Key;
use self::table::{LONG, SHORT, Table};
use crate::sql::options::{Dialect, Options};
use crate::sql::truncate;

/// Maps a SQL text and how it is read to what an analysis of it gave, so that a text is analysed once.
///
/// ```
/// use db_redact::sql::{Analysis, Cache, Dialect, Options, analyze};
///
/// let cache = Cache::new(|analysis: &Analysis| analysis.text().len() + analysis.summary().len());
/// let options = Options::new(Dialect::Postgres, 1024);
/// let ask = |sql| cache.get_or_insert_with(sql, options, || analyze(sql, options.dialect, options.limit));
/// let first = ask("SELECT name FROM users WHERE id = $1");
/// assert_eq!(first.summary(), "SELECT users");
/// assert!(std::sync::Arc::ptr_eq(&first, &ask("SELECT name FROM users WHERE id = $1")));
/// ```
///
/// # An answer is never another text's
///
/// S87: a hash finds the place. What an analysis reads of the text is compared there as a whole, and so are the options.
/// With a limit, an analysis reads as many bytes and [`LOOKAHEAD`](super::LOOKAHEAD) more, and whether the text goes on.
/// So that is all that is hashed, compared and kept of a longer text: of 64 kB, a little more than 17 at the default limit
/// of `db-semconv`. The hash only has to be fast and to be seeded: an attacker who finds texts that collide makes them
/// miss, which costs an analysis, and there is no chain to grow. So it is `foldhash`, which takes a sixth of the time of
/// std's hash.
///
/// # It is bounded
///
/// S88: it holds at most [`ENTRIES`](Self::ENTRIES) texts and [`BYTES`](Self::BYTES) bytes, of texts and of what is known of
/// them, and, once there is a first text, 75 KiB for their places. Half of the bytes are for short texts, of up to
/// [`SHORT`](Self::SHORT) bytes, and half for longer ones, so that neither put out the others. A text of which more than
/// [`LONGEST`](Self::LONGEST) bytes are read is neither stored nor hashed, but analysed each time.
///
/// # A stream of texts that never come again does no harm
///
/// While there is room, a short text is stored at once. If there is no room, or if the text is long, it has to be seen a second
/// time among the last few thousand misses, and it only takes the place of an entry without credit. An entry has credit for each hit, up
/// to three, and pays one each time that such a text asks for its place. So what is in use stays, and what no longer
/// is makes room for what came into use.
///
/// # Threads do not wait for each other
///
/// A hit takes no lock. It writes to one word that other threads write to, the count of the `Arc` that it returns: two
/// threads that do nothing but ask for the same text take six times as long as for texts of their own (200 ns).
/// A miss takes the lock of one of 256 sets if its text may be stored, for as long as it takes to do so.
pub struct Cache<T> {
    hash: RandomState,
    bytes_of: fn(&T) -> usize,
    /// A telemetry that is switched off, or sees no SQL, pays nothing.
    table: OnceLock<Table<T>>,
}

impl<T> Cache<T> {
    /// The most texts that are stored: 2,048 short ones and 512 long ones.
    pub const ENTRIES: usize = SHORT.entries() + LONG.entries();

    /// The most bytes that are stored: 8 MiB.
    pub const BYTES: usize = SHORT.bytes() + LONG.bytes();

    /// The most bytes of a short text: 2 KiB.
    pub const SHORT: usize = SHORT.longest;

    /// The most bytes that may be read of a text that is stored: 64 KiB.
    pub const LONGEST: usize = LONG.longest;

    /// An empty cache. `bytes_of` returns how many bytes a value has on the heap.
    pub fn new(bytes_of: fn(&T) -> usize) -> Self {
        Self { hash: RandomState::default(), bytes_of, table: OnceLock::new() }
    }

    /// Returns what is known of `text`, and calls `analyze` if the cache does not have it.
    ///
    /// `analyze` has to read the text under the same `options`: what it gave is the answer for all texts of which these read
    /// the same.
    ///
    /// No lock is held meanwhile, so several threads may analyse the same text at first. Once it is stored, all get the
    /// same.
    pub fn get_or_insert_with(&self, text: &str, options: Options, analyze: impl FnOnce() -> T) -> Arc<T> {
        let (read, is_cut) = truncate::read(text, options.limit);
        if read.len() > Self::LONGEST {
            return Arc::new(analyze());
        }
        let key = Key { hash: self.hash(read, options.dialect), read, is_cut, options };
        let table = self.table.get_or_init(Table::new);
        table.find(key).unwrap_or_else(|| {
            let value = Arc::new(analyze());
            let bytes = (self.bytes_of)(&value);
            table.offer(key, value, bytes)
        })
    }

    /// Returns the number of stored texts. It looks at every place, so it is for tests.
    pub fn len(&self) -> usize {
        self.table.get().map_or(0, |table| table.stored().0)
    }

    /// Returns `true` if nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of stored bytes. It looks at every place too.
    pub fn bytes(&self) -> usize {
        self.table.get().map_or(0, |table| table.stored().1)
    }

    fn hash(&self, text: &str, dialect: Dialect) -> u64 {
        let mut hasher = self.hash.build_hasher();
        hasher.write(text.as_bytes());
        hasher.write_u8(dialect as u8);
        hasher.finish()
    }
}

/// S89: shows no text.
impl<T> fmt::Debug for Cache<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Cache")
            .field("len", &self.len())
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}
