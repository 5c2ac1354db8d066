//! Connections that are held for too long.

use std::collections::{BTreeMap, HashMap};
use std::panic::Location;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::clock::between;
use crate::notice;

type Place = &'static Location<'static>;

/// A place is warned of no more often than this.
const QUIET: Duration = Duration::from_secs(60);

/// The connections of a pool that are away, and since when.
///
/// No thread watches them. Each request for a connection, each return and each collection of metrics looks at the oldest
/// ones. So a connection that never comes back is found too, and a look costs nothing while none is late.
#[derive(Debug)]
pub(super) struct Away {
    threshold: Duration,
    connections: Mutex<Connections>,
}

#[derive(Debug, Default)]
struct Connections {
    /// By number, which is by age. What was warned of is not in here.
    since: BTreeMap<Hold, (SystemTime, Place)>,
    next: u64,
    places: HashMap<Place, Warned>,
}

/// The number of a connection that is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hold(u64);

#[derive(Debug)]
struct Warned {
    last: SystemTime,
    /// How many were found since.
    since: usize,
}

/// One warning.
#[derive(Debug, PartialEq, Eq)]
struct Late {
    place: Place,
    held: Duration,
    /// Others of this place that were not warned of.
    others: usize,
}

impl Away {
    pub(super) fn new(threshold: Duration) -> Self {
        Self { threshold, connections: Mutex::default() }
    }

    pub(super) fn begin(&self, place: Place, since: SystemTime) -> Hold {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        let hold = Hold(connections.next);
        connections.next += 1;
        connections.since.insert(hold, (since, place));
        hold
    }

    pub(super) fn end(&self, hold: Hold) {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).since.remove(&hold);
    }

    /// Warns of those that are late at `now`, each once.
    pub(super) fn warn(&self, pool: &str, now: SystemTime) {
        // A listener to the warnings may use the pool: the lock is free by now.
        let late = self.late(now);
        for late in late {
            late.warn(pool);
        }
    }

    fn late(&self, now: SystemTime) -> Vec<Late> {
        let mut late = Vec::new();
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(oldest) = connections.since.first_entry() {
            let held = between(oldest.get().0, now);
            if held < self.threshold {
                break;
            }
            let (_, place) = oldest.remove();
            late.extend(connections.late(place, held, now));
        }
        late
    }
}

impl Connections {
    fn late(&mut self, place: Place, held: Duration, now: SystemTime) -> Option<Late> {
        let Some(warned) = self.places.get_mut(place) else {
            self.places.insert(place, Warned { last: now, since: 0 });
            return Some(Late { place, held, others: 0 });
        };
        if between(warned.last, now) < QUIET {
            warned.since += 1;
            return None;
        }
        let others = std::mem::take(&mut warned.since);
        warned.last = now;
        Some(Late { place, held, others })
    }
}

impl Late {
    fn warn(&self, pool: &str) {
        let Self { place, held, others } = self;
        let seconds = held.as_secs_f64();
        let event = || {
            tracing::warn!(
                name: "dbtrace.pool.held",
                pool,
                acquired_at = %place,
                held_seconds = seconds,
                others_since = others,
                "a connection of the pool {pool} that was acquired at {place} is held for {seconds} s"
            );
        };
        notice::give(&event, &|| {
            eprintln!(
                "warning: db-trace: a connection of the pool {pool} that was acquired at {place} is held for \
                 {seconds} s ({others} others since the last warning)"
            );
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn places(late: &[Late]) -> Vec<(u32, Duration, usize)> {
        late.iter().map(|late| (late.place.line(), late.held, late.others)).collect()
    }

    #[test]
    fn late_connection_is_returned_once_and_rate_limited_by_place() {
        let start = SystemTime::UNIX_EPOCH;
        let away = Away::new(10 * SECOND);
        let (here, there) = (Location::caller(), elsewhere());
        let first = away.begin(here, start);
        away.begin(here, start + SECOND);
        away.begin(there, start + 2 * SECOND);
        let returned = away.begin(there, start + 3 * SECOND);
        assert_eq!(away.late(start + 9 * SECOND), []);
        assert_eq!(places(&away.late(start + 10 * SECOND)), [(here.line(), 10 * SECOND, 0)]);
        away.end(returned);
        // The second one of a place is only counted, and that of another place gives a warning.
        assert_eq!(places(&away.late(start + 20 * SECOND)), [(there.line(), 18 * SECOND, 0)]);
        assert_eq!(away.late(start + 100 * SECOND), []);
        away.end(first);
        away.begin(here, start + 100 * SECOND);
        assert_eq!(places(&away.late(start + 110 * SECOND)), [(here.line(), 10 * SECOND, 1)]);
    }

    #[track_caller]
    fn elsewhere() -> Place {
        let inner = || Location::caller();
        inner()
    }

    #[test]
    fn clock_set_back_makes_no_connection_late() {
        let away = Away::new(SECOND);
        away.begin(Location::caller(), SystemTime::UNIX_EPOCH + 100 * SECOND);
        assert_eq!(away.late(SystemTime::UNIX_EPOCH), []);
    }
}
