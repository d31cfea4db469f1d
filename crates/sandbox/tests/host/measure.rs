use crate::bench::{Bench, Services, name, submit};
use crate::journals::Hooked;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tongguan_journal::MemoryJournal;
use tongguan_sandbox::Bounds;
use tongguan_testkit::Parcel;

#[test]
#[ignore = "a measurement"]
fn measure() {
    for millis in [5_u64, 100, 500] {
        for slow in [50, 3_600_000] {
            let journal = Hooked::over(&Arc::new(MemoryJournal::new()), move |_| { std::thread::sleep(Duration::from_millis(millis)); Ok(()) });
            let bounds = Bounds { slow_disk: Duration::from_millis(slow), ..Bounds::default() };
            let bench = Bench::within(journal, bounds, Services::default());
            let end = Instant::now() + Duration::from_secs(6);
            let (mut times, writes) = bench.runtime.block_on(async {
                let mut writers = Vec::new();
                for w in 0..64u32 {
                    let host = bench.host.clone();
                    writers.push(tokio::spawn(async move {
                        let mut n = 0u32;
                        while Instant::now() < end {
                            let number = w * 10_000 + n;
                            host.execute(&name("a"), submit(&number.to_string(), &[Parcel::number(number).order.into()], None)).await.unwrap();
                            n += 1;
                        }
                        n
                    }));
                }
                let mut times = Vec::new();
                while Instant::now() < end {
                    let began = Instant::now();
                    bench.host.look(&name("a"), |s| s.map(|s| s.view().documents)).await.unwrap();
                    times.push(began.elapsed());
                    tokio::time::sleep(Duration::from_millis(7)).await;
                }
                let mut writes = 0;
                for w in writers { writes += w.await.unwrap(); }
                (times, writes)
            });
            times.sort();
            eprintln!("disk {millis} ms, lazy from {slow} ms: reads p50 {:?} p99 {:?} max {:?} n {} writes {writes}", times[times.len()/2], times[times.len()*99/100], times.last().unwrap(), times.len());
            bench.stop();
        }
    }
}
