//! Who may read what is written here: the user that runs the program, and nobody else. Declarations and receipts hold
//! personal data.
//!
//! A folder that its owner opened to a group, but not to all, stays as it is: somebody decided that. Where there are no
//! such rights (Windows) nothing is done.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::path::Path;

/// A folder for this user alone; those above it are made as usual. Makes the names durable.
pub(crate) fn make_dir(dir: &Path) -> std::io::Result<()> {
    let missing: Vec<&Path> = dir.ancestors().take_while(|above| !above.exists()).collect();
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    // Another process may be faster; the lock decides between the two.
    if let Err(cause) = builder.create(dir)
        && !dir.is_dir()
    {
        return Err(cause);
    }
    missing.iter().filter_map(|new| new.parent()).filter(|above| above.is_dir()).try_for_each(sync_dir)
}

/// Options for a file of this user alone.
pub(crate) fn file() -> OpenOptions {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes names in a directory durable. Windows does this by itself and cannot be asked to.
pub(crate) fn sync_dir(dir: impl AsRef<Path>) -> std::io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

/// Takes everybody else's rights away from `dir` and what is in it. What belongs to another user stays as it is: the
/// folder may be a mounted volume.
#[cfg(unix)]
pub(crate) fn close_to_others(dir: &Path) {
    use std::os::unix::fs::PermissionsExt;
    const OTHERS: u32 = 0o007;
    const NOT_OWNER: u32 = 0o077;

    let mode = |path: &Path| Some(fs::symlink_metadata(path).ok()?.permissions().mode());
    if mode(dir).is_none_or(|mode| mode & NOT_OWNER != 0 && mode & OTHERS == 0) {
        return;
    }
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let names = fs::read_dir(&folder).into_iter().flatten().flatten();
        for path in names.map(|name| name.path()).chain([folder.clone()]) {
            let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
            if metadata.is_symlink() {
                continue;
            }
            let mode = metadata.permissions().mode();
            if mode & NOT_OWNER != 0 {
                let _: Result<_, _> =
                    fs::set_permissions(&path, fs::Permissions::from_mode(mode & !NOT_OWNER));
            }
            if metadata.is_dir() && path != folder {
                folders.push(path);
            }
        }
    }
}

#[cfg(not(unix))]
pub(crate) fn close_to_others(_: &Path) {}
