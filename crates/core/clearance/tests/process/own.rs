//! Goal: a profile of a sandbox is recorded, its text once while it is kept; a replay and a snapshot know the same.

use std::fmt::Write;
use tongguan_clearance::command::{ChangeSettings, LoadProfile};
use tongguan_clearance::{Event, State};
use tongguan_domain::limits;
use tongguan_domain::process::{OwnServer, ServerChange, Settings, Silence};
use tongguan_domain::screening::OwnProfile;

fn profile(name: char) -> OwnProfile {
    OwnProfile {
        text_sha256: format!("text {name}"),
        sha256: format!("hash {name}"),
        label: format!("{name}-1"),
        text: format!("the text of {name}"),
    }
}

/// What is loaded, one after the other (`-`: none), and what is recorded: with its text in capitals, without it in small
/// letters, `.` for nothing at all.
const ROWS: [(&str, &str); 9] = [
    ("a", "A"),
    ("aa", "A."),
    ("ab", "AB"),
    ("aba", "ABa"),
    ("a-a", "A-a"),
    ("-", "."),
    ("a--", "A-."),
    // Four are kept: the one that was in force longest ago is forgotten first.
    ("abacdea", "ABaCDEa"),
    ("abacdeb", "ABaCDEB"),
];

#[test]
fn a_text_is_recorded_once_while_it_is_kept() {
    for (loads, expected) in ROWS {
        let (mut state, opened) = State::open(Settings::default());
        let (mut all, mut recorded) = (vec![opened], String::new());
        for name in loads.chars() {
            let wanted = (name != '-').then(|| profile(name));
            let ((), events) = state.execute(LoadProfile(wanted.clone())).unwrap();
            assert_eq!(state.whom().profile.as_deref(), wanted.as_ref(), "{loads}");
            let told = match events.as_slice() {
                [] => '.',
                [Event::ProfileLoaded(None)] => '-',
                [Event::ProfileLoaded(Some(loaded))] if loaded.profile.is_some() => name.to_ascii_uppercase(),
                [Event::ProfileLoaded(Some(_))] => name,
                other => panic!("{other:?}"),
            };
            write!(recorded, "{told}").unwrap();
            all.extend(events);
        }
        assert_eq!(recorded, expected, "{loads}");
        let mut replayed = State::default();
        all.iter().for_each(|event| replayed.apply(event));
        assert_eq!(replayed.to_snapshot().unwrap(), state.to_snapshot().unwrap(), "{loads}");
        let read = State::from_snapshot(&state.to_snapshot().unwrap()).unwrap();
        assert_eq!(read.whom(), state.whom(), "{loads}");
        assert!(loads.len() <= limits::RISK_PROFILES_KEPT * 2, "the rows go beyond what is kept, not far");
    }
}

#[test]
fn servers_are_settings_that_are_kept() {
    let server =
        |port: u16, silence| OwnServer { url: format!("http://127.0.0.1:{port}"), timeout_ms: 5, silence };
    let (risk, credit) = (server(1, Silence::Wait), server(2, Silence::Fallback));
    let settings = Settings { risk_server: Some(risk.clone()), ..Settings::default() };
    let (mut state, opened) = State::open(settings);
    let whole = |server: &OwnServer| ServerChange {
        url: Some(Some(server.url.clone())),
        timeout_ms: Some(server.timeout_ms),
        silence: Some(server.silence),
    };
    let change = ChangeSettings { credit_server: whole(&credit), ..ChangeSettings::default() };
    let ((), events) = state.execute(change).unwrap();
    assert_eq!(events.len(), 1);
    let mut replayed = State::default();
    for event in [opened].iter().chain(&events) {
        let stored = minicbor::to_vec(event).unwrap();
        replayed.apply(&minicbor::decode(&stored).unwrap());
    }
    assert_eq!((replayed.whom().risk, replayed.whom().credit), (Some(risk), Some(credit)));
    // What is not said stays; what is neither said nor there is as usual.
    let moved = |port: u16| Some(Some(format!("http://127.0.0.1:{port}")));
    for (change, left) in [
        (ServerChange::default(), Some(server(1, Silence::Wait))),
        (ServerChange { url: moved(3), ..ServerChange::default() }, Some(server(3, Silence::Wait))),
        (
            ServerChange { timeout_ms: Some(7), ..ServerChange::default() },
            Some(OwnServer { timeout_ms: 7, ..server(3, Silence::Wait) }),
        ),
        (
            ServerChange { silence: Some(Silence::Fallback), ..ServerChange::default() },
            Some(OwnServer { timeout_ms: 7, ..server(3, Silence::Fallback) }),
        ),
        (ServerChange { url: Some(None), timeout_ms: Some(9), silence: None }, None),
        (ServerChange { timeout_ms: Some(9), ..ServerChange::default() }, None),
        (
            ServerChange { url: moved(4), ..ServerChange::default() },
            Some(OwnServer { timeout_ms: OwnServer::USUAL_MILLIS, ..server(4, Silence::Fallback) }),
        ),
    ] {
        let what = format!("{change:?}");
        state.execute(ChangeSettings { risk_server: change, ..ChangeSettings::default() }).unwrap();
        assert_eq!(state.whom().risk, left, "{what}");
    }
}
