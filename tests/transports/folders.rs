//! Folders: what is refused, what comes twice, and what a crash left behind.

use crate::conformance::{drop_file, files, zipped};
use crate::station::{SENDER, Sent, Station, codes, eventually, order, parcel};
use std::path::{Path, PathBuf};
use tempfile::{TempDir, tempdir};
use tongguan_clearance::ClockMode;
use tongguan_transport::{FolderOptions, TransportOptions};

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
