//! Temporary folders of servers: made for one user, locked while in use, found again by the next run.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    hash::{BuildHasher, Hasher, RandomState},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    },
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use rustix::fs::{FlockOperation, OFlags, flock};

use crate::{
    Error,
    user::{self, User},
};

const PREFIX: &str = "db-testcontainers-";

/// The file whose lock says that the folder is in use.
const LOCK: &str = "lock";

/// A folder this young may be without its lock yet.
const SETTLED: Duration = Duration::from_secs(60);

/// The path of a Unix socket has to fit in 104 bytes on macOS (108 on Linux), with its end; and this much of that goes
/// to the names of our folder and of the socket.
const LONGEST_PARENT: usize =
    104 - 1 - (PREFIX.len() + "1234567-12345678".len()) - "/.s.PGSQL.12345".len() - 1;

/// A folder of `owner`, in use as long as this value or a copy of [`Folder::lock`] lives; removed when dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    lock: File,
    owner: Option<User>,
}

impl Folder {
    pub(crate) fn create(owner: Option<User>) -> Result<Self, Error> {
        Self::create_in(&parent(owner), owner)
    }

    fn create_in(parent: &Path, owner: Option<User>) -> Result<Self, Error> {
        let random = RandomState::new().build_hasher().finish() & 0xffff_ffff;
        let path = parent.join(format!("{PREFIX}{}-{random:08x}", std::process::id()));
        let create = || {
            DirBuilder::new().mode(0o700).create(&path)?;
            give(&path, owner)?;
            let lock = File::create_new(path.join(LOCK))?;
            flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
            give(&path.join(LOCK), owner)?;
            Ok(lock)
        };
        let lock = create().map_err(|error: std::io::Error| {
            let _ = fs::remove_dir_all(&path);
            Error::new(format_args!("creating the folder {}: {error}", path.display()))
        })?;
        Ok(Self { path, lock, owner })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Another hold of the same lock, for the process that will use the folder.
    pub(crate) fn lock(&self) -> Result<File, Error> {
        self.lock.try_clone().map_err(Error::during("sharing the lock of a folder"))
    }

    pub(crate) fn write(&self, name: &str, content: &str) -> Result<(), Error> {
        let file = self.path.join(name);
        fs::write(&file, content)
            .and_then(|()| give(&file, self.owner))
            .map_err(Error::during(format_args!("writing {}", file.display())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // In general the supervisor has removed it: this is for a supervisor that could not be started.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Returns the folders that an earlier run of `owner` has not removed, each with its lock, which we have now.
pub(crate) fn left_behind(owner: Option<User>) -> Vec<(PathBuf, File)> {
    left_behind_in(&parent(owner), owner)
}

fn left_behind_in(parent: &Path, owner: Option<User>) -> Vec<(PathBuf, File)> {
    let owner = owner.map_or_else(user::current, |owner| owner.user);
    // Not through links, and no other user's: we may be root, and others may write in this folder.
    let may_be_removed = |metadata: fs::Metadata| {
        metadata.is_dir() && metadata.uid() == owner && is_older_than(&metadata, SETTLED)
    };
    fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().as_bytes().starts_with(PREFIX.as_bytes()))
        .filter(|entry| entry.metadata().is_ok_and(may_be_removed))
        .filter_map(|entry| Some((entry.path(), take_lock(&entry.path())?)))
        .collect()
}

/// Returns `None` if another process holds the lock, or if we cannot know.
fn take_lock(folder: &Path) -> Option<File> {
    let no_follow = i32::try_from(OFlags::NOFOLLOW.bits()).ok()?;
    let mut options = OpenOptions::new();
    // The process that created the folder may have been killed before it created the lock.
    options.read(true).write(true).create(true).truncate(false).custom_flags(no_follow);
    let lock = options.open(folder.join(LOCK)).ok()?;
    flock(&lock, FlockOperation::NonBlockingLockExclusive).ok().map(|()| lock)
}

fn is_older_than(metadata: &fs::Metadata, age: Duration) -> bool {
    let modified = metadata.modified().ok();
    modified
        .and_then(|modified| SystemTime::now().duration_since(modified).ok())
        .is_some_and(|passed| passed > age)
}

/// The system's folder for temporary files, or `/tmp` where that one is of no use to `owner` or for sockets.
fn parent(owner: Option<User>) -> PathBuf {
    let open_to_all = |folder: &Path| {
        folder.ancestors().all(|above| above.metadata().is_ok_and(|above| above.mode() & 1 == 1))
    };
    let preferred = std::env::temp_dir();
    if preferred.as_os_str().len() <= LONGEST_PARENT && (owner.is_none() || open_to_all(&preferred)) {
        preferred
    } else {
        PathBuf::from("/tmp")
    }
}

fn give(path: &Path, owner: Option<User>) -> std::io::Result<()> {
    let Some(User { user, group }) = owner else { return Ok(()) };
    std::os::unix::fs::chown(path, Some(user), Some(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_old_unlocked_folder_counts_as_left_behind() {
        // Elsewhere than where other tests sweep.
        let parent = std::env::temp_dir().join(format!("folder-test-{}", std::process::id()));
        fs::create_dir(&parent).unwrap();
        let folder = Folder::create_in(&parent, None).unwrap();
        let path = folder.path().to_owned();
        let is_left_behind = || left_behind_in(&parent, None).into_iter().any(|(left, _lock)| left == path);
        let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);

        flock(&folder.lock, FlockOperation::Unlock).unwrap();
        assert!(!is_left_behind(), "it is too young");
        File::open(&path).unwrap().set_modified(an_hour_ago).unwrap();
        assert!(is_left_behind());

        flock(&folder.lock, FlockOperation::NonBlockingLockExclusive).unwrap();
        assert!(!is_left_behind(), "it is locked");
        drop(folder.lock().unwrap());
        assert!(!is_left_behind(), "a copy of the lock is gone, the lock is not");

        drop(folder);
        assert!(!path.exists());
        fs::remove_dir(parent).unwrap();
    }
}
