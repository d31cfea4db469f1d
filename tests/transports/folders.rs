//! Folders: what is refused, what comes twice, and what a crash left behind.

use crate::conformance::{drop_file, files, zipped};
use crate::station::{SENDER, Sent, Station, codes, eventually, order, parcel};
use std::path::{Path, PathBuf};
use tempfile::{TempDir, tempdir};
use tongguan_domain::process::ClockMode;
use tongguan_exchange::transports::{FolderOptions, TransportOptions};

struct Pair(TempDir);

impl Pair {
    fn new() -> Self {
        Self(tempdir().unwrap())
    }

    fn incoming(&self) -> PathBuf {
        self.0.path().join("in")
    }

    fn outgoing(&self) -> PathBuf {
        self.0.path().join("out").join(SENDER)
    }

    fn transports(&self) -> TransportOptions {
        let folders = FolderOptions { incoming: self.incoming(), outgoing: self.0.path().join("out") };
        TransportOptions { folders: Some(folders), ..Default::default() }
    }

    async fn there(&self, name: &str) -> String {
        let path = self.incoming().join(name);
        eventually(name, async || std::fs::read_to_string(&path).ok()).await
    }
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

#[tokio::test]
async fn what_is_refused_says_why() {
    let pair = Pair::new();
    let station = Station::with(pair.transports()).await;
    let rows: [(&str, Vec<u8>, &str); 5] = [
        ("broken.xml", order().broken().xml, "CEB900 -302004"),
        ("nobody.xml", order().to_nobody(), "2001"),
        ("text.xml", b"hello".to_vec(), "MALFORMED"),
        ("no.zip", b"hello".to_vec(), "no zip"),
        ("some.zip", zipped(&[order().broken(), parcel().remove(2)]), "file 1, CEB303Message_0.xml: CEB900"),
    ];
    for (name, bytes, word) in rows {
        drop_file(&pair.incoming(), name, &bytes);
        let why = pair.there(&format!("refused/{name}.txt")).await;
        assert!(why.contains(word), "{name}: {why}");
        eventually(name, async || std::fs::read(pair.incoming().join("refused").join(name)).ok()).await;
    }
    let answers = eventually("letters", async || {
        let found = files(&pair.outgoing());
        (found.len() == 4).then_some(found)
    });
    let answers = answers.await;
    // The same broken message twice is refused once; the waybill beside it was taken.
    assert_eq!(codes(&answers[..3]), ["CEB506 2", "CEB506 3", "CEB900 -302004"]);
    assert!(answers[3].contains("<dxp:ResponseCode>2001<"), "{}", answers[3]);
    assert!(is_empty(&pair.incoming().join(".work")) && is_empty(&pair.incoming().join("taken")));
    station.stop().await;
}

#[tokio::test]
async fn a_file_that_is_dropped_twice_has_one_effect() {
    let pair = Pair::new();
    let station = Station::with(pair.transports()).await;
    for name in ["one.xml", "two.xml"] {
        drop_file(&pair.incoming(), name, &order().xml);
        pair.there(&format!("taken/{name}")).await;
    }
    // What follows tells that nothing stands before it.
    drop_file(&pair.incoming(), "three.xml", &parcel().remove(2).xml);
    let letters = eventually("letters", async || {
        let found = files(&pair.outgoing());
        codes(&found).contains(&"CEB506 3".to_owned()).then_some(found)
    });
    assert_eq!(codes(&letters.await), ["CEB304 2", "CEB304 3", "CEB506 2", "CEB506 3"]);
    station.stop().await;
}

#[tokio::test]
async fn other_files_are_left_alone() {
    let pair = Pair::new();
    let station = Station::with(pair.transports()).await;
    for name in ["readme.txt", ".hidden.xml", "half.xml.part"] {
        std::fs::write(pair.incoming().join(name), &order().xml).unwrap();
    }
    drop_file(&pair.incoming(), "z.xml", &order().xml);
    pair.there("taken/z.xml").await;
    for name in ["readme.txt", ".hidden.xml", "half.xml.part"] {
        assert!(pair.incoming().join(name).is_file(), "{name}");
    }
    station.stop().await;
}

/// A file that was being taken when the process died is taken by the next one, with one effect in all; receipts that
/// were not acknowledged are written again under the same names.
#[tokio::test]
async fn after_a_crash() {
    let (pair, data) = (Pair::new(), tempdir().unwrap());
    let of = || Station::of(pair.transports(), ClockMode::Auto, Some(data.path().to_owned()));
    let station = of().await;
    drop_file(&pair.incoming(), "order.xml", &order().xml);
    pair.there("taken/order.xml").await;
    station.stop().await;
    // As if the process had died before it could put the file away.
    let Sent { xml, .. } = order();
    std::fs::remove_file(pair.incoming().join("taken/order.xml")).unwrap();
    std::fs::write(pair.incoming().join(".work/order.xml"), xml).unwrap();
    let station = of().await;
    pair.there("taken/order.xml").await;
    let letters = eventually("letters", async || {
        let found = files(&pair.outgoing());
        (found.len() == 2).then_some(found)
    });
    assert_eq!(codes(&letters.await), ["CEB304 2", "CEB304 3"]);
    station.stop().await;
}

fn numbered(number: u32) -> Sent {
    Sent::new(tongguan_testkit::Parcel::number(number).order, usize::try_from(number).unwrap())
}

/// The order numbers that receipts name.
fn orders(letters: &[String]) -> Vec<String> {
    let number = |letter: &String| Some(letter.split_once("orderNo>")?.1.split_once('<')?.0.to_owned());
    let mut orders: Vec<_> = letters.iter().filter_map(number).collect();
    orders.sort();
    orders.dedup();
    orders
}

async fn taken(pair: &Pair, count: usize) -> Vec<String> {
    eventually("every order", async || {
        let found = orders(&files(&pair.outgoing()));
        (found.len() == count).then_some(found)
    })
    .await
}

/// What an earlier process had begun is taken first, and nothing of the same name takes its place.
#[tokio::test]
async fn two_files_of_one_name() {
    let pair = Pair::new();
    std::fs::create_dir_all(pair.incoming().join(".work")).unwrap();
    std::fs::write(pair.incoming().join(".work/a.xml"), numbered(1).xml).unwrap();
    std::fs::write(pair.incoming().join("a.xml"), numbered(2).xml).unwrap();
    let station = Station::with(pair.transports()).await;
    taken(&pair, 2).await;
    // Those that are put away keep their names, too.
    for number in 3..=4 {
        drop_file(&pair.incoming(), "a.xml", &numbered(number).xml);
        taken(&pair, usize::try_from(number).unwrap()).await;
    }
    for name in ["a.xml", "a_2.xml", "a_3.xml", "a_4.xml"] {
        pair.there(&format!("taken/{name}")).await;
    }
    for name in ["b.xml", "b_2.xml"] {
        drop_file(&pair.incoming(), "b.xml", name.as_bytes());
        pair.there(&format!("refused/{name}.txt")).await;
        assert_eq!(pair.there(&format!("refused/{name}")).await, name);
    }
    station.stop().await;
}

/// While the answer to an envelope cannot be written, the next file of its name is taken; the answer comes in the end,
/// and each envelope has its own.
#[tokio::test]
async fn a_file_that_waits_holds_up_nothing() {
    let pair = Pair::new();
    let station = Station::with(pair.transports()).await;
    let out = pair.outgoing().parent().unwrap().to_owned();
    std::fs::write(out.join("DXPENT0000000007"), b"in the way").unwrap();
    let lost = |created: &str| {
        let mut envelope = numbered(1).envelope();
        envelope.head.sender = "DXPENT0000000007".to_owned();
        envelope.head.receivers = vec!["DXPENT0000000009".to_owned()];
        envelope.head.created = created.to_owned();
        tongguan_ceb::dxp::write(&envelope)
    };
    for created in ["2026-01-05T09:00:00", "2026-01-05T09:00:01"] {
        drop_file(&pair.incoming(), "a.xml", &lost(created));
        eventually("taken", async || (!pair.incoming().join("a.xml").exists()).then_some(())).await;
    }
    drop_file(&pair.incoming(), "a.xml", &numbered(2).xml);
    taken(&pair, 1).await;
    std::fs::remove_file(out.join("DXPENT0000000007")).unwrap();
    let answers = eventually("both answers", async || {
        let found = files(&out.join("DXPENT0000000007"));
        (found.len() == 2).then_some(found)
    });
    assert!(answers.await.iter().all(|answer| answer.contains("2001")));
    station.stop().await;
}

/// Somebody clears the folders between two tests.
#[tokio::test]
async fn folders_that_are_cleared_are_made_again() {
    let pair = Pair::new();
    let station = Station::with(pair.transports()).await;
    let (incoming, out) = (pair.incoming(), pair.outgoing().parent().unwrap().to_owned());
    let cleared: [&[&Path]; 4] = [
        &[&incoming.join("taken")],
        &[&incoming.join(".work"), &incoming.join("refused")],
        &[&incoming],
        &[&out],
    ];
    for (number, folders) in (1..).zip(cleared) {
        for folder in folders {
            // The transport goes on putting files there: a folder may fill again while it is being emptied.
            eventually("cleared", async || std::fs::remove_dir_all(folder).ok()).await;
        }
        eventually("the folders", async || incoming.join(".work").is_dir().then_some(())).await;
        drop_file(&incoming, "a.xml", &numbered(number).xml);
        let number = format!("{:010}", number);
        eventually("taken", async || {
            let orders = orders(&files(&pair.outgoing()));
            orders.iter().any(|order| order.ends_with(&number)).then_some(())
        })
        .await;
    }
    station.stop().await;
}

/// A name may be as long as the system lets it, and in any encoding; what is no file is passed over.
#[tokio::test]
async fn names_of_all_kinds() {
    use std::os::unix::ffi::OsStringExt;
    let pair = Pair::new();
    let station = Station::with(pair.transports()).await;
    let long = |length: usize| format!("{}.xml", "a".repeat(length - 4));
    for length in [245, 246, 251, 252, 255] {
        drop_file_as(&pair.incoming(), long(length).into(), b"hello");
    }
    std::fs::create_dir(pair.incoming().join("b.xml")).unwrap();
    std::fs::create_dir(pair.incoming().join(".work/b.xml")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", pair.incoming().join("c.xml")).unwrap();
    let gbk = std::ffi::OsString::from_vec(b"\xb6\xa9\xb5\xa5.xml".to_vec());
    drop_file_as(&pair.incoming(), gbk.clone(), &numbered(1).xml);
    drop_file(&pair.incoming(), "z.xml", &numbered(2).xml);
    taken(&pair, 2).await;
    for length in [245, 246, 251, 252, 255] {
        assert!(pair.incoming().join("refused").join(long(length)).is_file(), "{length}");
    }
    let reasons = std::fs::read_dir(pair.incoming().join("refused")).unwrap();
    let reasons = reasons.filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().ends_with(".txt"));
    assert_eq!(reasons.count(), 5, "each has its reason");
    eventually("put away", async || pair.incoming().join("taken").join(&gbk).is_file().then_some(())).await;
    assert!(pair.incoming().join("c.xml").is_symlink() && pair.incoming().join("b.xml").is_dir());
    station.stop().await;
}

fn drop_file_as(folder: &Path, name: std::ffi::OsString, bytes: &[u8]) {
    std::fs::write(folder.join("unfinished"), bytes).unwrap();
    std::fs::rename(folder.join("unfinished"), folder.join(name)).unwrap();
}

/// A server in memory counts from 1 again; the receipts of the one before it stay.
#[tokio::test]
async fn receipts_of_an_earlier_life_stay() {
    let pair = Pair::new();
    for life in 1..=2 {
        let station = Station::with(pair.transports()).await;
        drop_file(&pair.incoming(), "a.xml", &numbered(life).xml);
        taken(&pair, usize::try_from(life).unwrap()).await;
        let count = 2 * usize::try_from(life).unwrap();
        eventually("all", async || (files(&pair.outgoing()).len() == count).then_some(())).await;
        station.stop().await;
    }
}

/// What somebody else does with the files and folders meanwhile holds up no other file, and not the stop.
#[cfg(unix)]
mod beside_others {
    use super::*;
    use std::fs::File;
    use std::process::Command;

    fn pipe(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success(), "{}", path.display());
    }

    /// A pipe that was a plain file when the folder was listed stands where files are taken.
    #[tokio::test]
    async fn a_pipe_where_a_file_was() {
        for name in ["a.xml", "a.zip"] {
            let pair = Pair::new();
            let work = pair.incoming().join(".work");
            std::fs::create_dir_all(&work).unwrap();
            pipe(&pair.incoming().join(name));
            pipe(&work.join(name));
            let station = Station::with(pair.transports()).await;
            drop_file(&pair.incoming(), "later.xml", &order().xml);
            pair.there("taken/later.xml").await;
            station.stop().await;
        }
    }

    /// A lock on a folder belongs to whoever has it: what has to go there waits, and the rest does not.
    #[tokio::test]
    async fn a_lock_of_another_process() {
        let pair = Pair::new();
        let station = Station::with(pair.transports()).await;
        let lock = File::open(pair.incoming().join("refused")).unwrap();
        lock.lock().unwrap();
        drop_file(&pair.incoming(), "broken.xml", b"hello");
        for number in 0..200 {
            drop_file(&pair.incoming(), &format!("crowd{number}.xml"), b"hello");
        }
        drop_file(&pair.incoming(), "later.xml", &order().xml);
        // Two hundred that wait for the lock, one after the other, would take longer than this waits.
        pair.there("taken/later.xml").await;
        assert!(is_empty(&pair.incoming().join("refused")));
        lock.unlock().unwrap();
        pair.there("refused/broken.xml").await;
        // A stop does not wait for a lock either.
        lock.lock().unwrap();
        drop_file(&pair.incoming(), "again.xml", b"hello");
        eventually("it is begun", async || pair.incoming().join(".work/again.xml").exists().then_some(()))
            .await;
        station.stop().await;
        assert!(pair.incoming().join(".work/again.xml").exists(), "it is taken after the next start");
    }
}
