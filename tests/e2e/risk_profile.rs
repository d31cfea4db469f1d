//! Goal: a server screens by the profile that it is told, follows its file while it runs, and never by a file that is wrong.

use crate::apart::{NOTHING, url};
use crate::elsewhere::{caller, explained, one, submit};
use crate::support::Caller;
use std::path::Path;
use std::time::Duration;
use tongguan::compose::{Running, ServeOptions, Serves, start};
use tongguan::peers::Peers;
use tongguan::risk_profile::RiskProfile;
use tongguan_proto::risk::v1::{GetProfileRequest, GetProfileResponse};

fn file(version: u32, when: &str) -> String {
    format!(
        "name = \"mine\"\nversion = \"{version}\"\n[[rule]]\nid = \"mine.rule\"\nlane = \"yellow\"\nwhen = '{when}'\n\
         reason = {{ en = \"my reason\", zh = \"我的理由\" }}\n"
    )
}

async fn profile(caller: &Caller) -> GetProfileResponse {
    caller.screening().get_profile(GetProfileRequest {}).await.unwrap().into_inner()
}

/// Waits until the server screens by this profile.
async fn until(caller: &Caller, label: &str) {
    let screens = async {
        loop {
            let now = profile(caller).await.profile;
            if now == label {
                return;
            }
            assert_ne!(now, "mine-3", "it is no profile");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), screens).await.unwrap_or_else(|_| panic!("not {label}"));
}

async fn serve(name_or_file: &Path) -> (Running, Caller) {
    let risk_profile = RiskProfile::open(name_or_file).unwrap();
    let running = start(ServeOptions { risk_profile, ..ServeOptions::default() }).await.unwrap();
    let caller = caller(&running);
    (running, caller)
}

fn replace(path: &Path, text: &str) {
    let beside = path.with_extension("new");
    std::fs::write(&beside, text).unwrap();
    std::fs::rename(&beside, path).unwrap();
}

#[tokio::test]
async fn a_file_is_followed_and_a_wrong_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, file(1, "has_payment")).unwrap();
    let (running, caller) = serve(&path).await;
    let shown = profile(&caller).await;
    assert_eq!(
        (shown.profile.as_str(), shown.name.as_str(), shown.version.as_str()),
        ("mine-1", "mine", "1")
    );
    assert_eq!((shown.sha256.len(), shown.rules.len(), shown.facts_version), (64, 1, 2));
    let rule = &shown.rules[0];
    assert_eq!(
        (rule.expression.as_str(), rule.share_ppm, rule.text_zh.as_str()),
        ("has_payment", 1_000_000, "我的理由")
    );

    // What intake asks in this process is the same profile, and its reason goes into the explanation, in both languages.
    submit(&caller, 1).await;
    let said = |explained: &tongguan_proto::intake::v1::ExplainDocumentResponse| format!("{explained:?}");
    let first = said(&explained(&caller, 4).await);
    assert!(first.contains("mine.rule: my reason: has_payment true") && first.contains("mine-1"), "{first}");
    assert!(first.contains("mine.rule：我的理由：has_payment true"), "{first}");

    replace(&path, &file(2, "value_cny > 1000000"));
    until(&caller, "mine-2").await;
    assert_ne!(profile(&caller).await.sha256, shown.sha256);
    // One that is wrong, then one that is right: the wrong one was never in force.
    replace(&path, &file(3, "valu_cny > 1"));
    submit(&caller, 2).await;
    let second = said(&explained(&caller, 8).await);
    assert!(second.contains("mine-2") && !second.contains("mine.rule"), "{second}");
    replace(&path, &file(4, "!has_payment"));
    until(&caller, "mine-4").await;
    // What was decided stays as it was decided.
    assert_eq!(said(&explained(&caller, 4).await), first);
    running.stop().await;
}

#[tokio::test]
async fn a_profile_goes_with_screening_in_a_process_of_its_own() {
    let options = ServeOptions {
        serves: Serves { risk: true, ..NOTHING },
        risk_profile: RiskProfile::open(Path::new("strict")).unwrap(),
        control: None,
        ..ServeOptions::default()
    };
    let risk = start(options).await.unwrap();
    let credit = one(Serves { credit: true, ..NOTHING }, None).await;
    let peers =
        Peers { risk: Some(url(risk.address())), credit: Some(url(credit.address())), ..Peers::default() };
    let serves = Serves { intake: true, ..NOTHING };
    let running = start(ServeOptions { serves, peers, ..ServeOptions::default() }).await.unwrap();
    let caller = caller(&running);
    submit(&caller, 1).await;
    let told = format!("{:?}", explained(&caller, 4).await);
    assert!(told.contains("strict-2026.2"), "{told}");
    for server in [running, risk, credit] {
        server.stop().await;
    }
}
